// Markup as tagged templates. Every value becomes a text node or a property, so that nobody's words can become markup.

import htm from 'htm'
import { h, type VNode } from 'preact'

export const html = htm.bind<VNode>(h)
export type Markup = ReturnType<typeof html>
