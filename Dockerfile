# One image for every service: `docker run … start linker`, or any other command of the CLI.
# Nothing in it changes while it runs; what a container writes goes to /data and /tmp.

ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# The manifests alone, so that a change of code does not install everything again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
    && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS packages
ARG TARGETARCH
WORKDIR /app
COPY --from=manifests /app ./
# Optional packages stay: sharp, which the sentence model's library loads at start, comes as one for each platform.
# Of ONNX Runtime only the binary of this platform is kept (288 MB of other systems and chips go).
RUN npm ci --omit=dev --workspace @thala/all --ignore-scripts \
    && arch="$([ "${TARGETARCH:-amd64}" = amd64 ] && echo x64 || echo "${TARGETARCH}")" \
    && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d ! -path "*/linux/${arch}" -exec rm -rf {} + \
    && rm -rf /root/.npm

FROM ${NODE_IMAGE} AS thala
ENV NODE_ENV=production \
    THALA_DATA_DIR=/data \
    THALA_HEALTH_HOST=0.0.0.0 \
    THALA_HEALTH_PORT=9464
WORKDIR /app
# A volume that is mounted there belongs to whom the folder belongs.
RUN install -d -o node -g node -m 0700 /data /blobs
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY infra/deploy ./infra/deploy
COPY libs ./libs
COPY services ./services
# `node`, by number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 9464
# Alive, not ready: a process that waits for Kafka must not be replaced.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "infra/deploy/healthcheck.ts"]
STOPSIGNAL SIGTERM
# Node itself is process 1 and gets the signal; it handles SIGTERM, and ends its only child, which reads attachments.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "services/all/src/main.ts"]
CMD ["start", "--no-sample"]
