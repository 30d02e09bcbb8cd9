#!/usr/bin/env bash
# Makes the role and the user that the services log in as, or brings them up to date. Run again after each upgrade.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"

# Inside double quotes of JSON and of a curl configuration alike.
quoted() {
  local text="${1//\\/\\\\}"
  printf '"%s"' "${text//\"/\\\"}"
}

# put PATH < body. Nothing secret is an argument, which other processes could read.
put() {
  curl --silent --show-error --fail --max-time 20 --output /dev/null \
    --request PUT "$ELASTICSEARCH_URL/_security/$1" --header 'content-type: application/json' --data-binary @- \
    --config <(printf 'user = %s\n' "$(quoted "elastic:$ELASTIC_PASSWORD")")
}

put role/thala <"$here/role.json"
printf '{"roles": ["thala"], "password": %s}' "$(quoted "$ELASTICSEARCH_PASSWORD")" | put user/thala
echo 'the role and the user "thala" are there'
