# timeout-audit as an image: docker run --rm -v "$PWD:/src:ro" timeout-audit
FROM python:3.13-slim AS build
COPY pyproject.toml README.md LICENSE /build/
COPY timeout_audit /build/timeout_audit
RUN pip wheel --no-cache-dir --wheel-dir /wheels /build

FROM python:3.13-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels timeout-audit
USER nobody
WORKDIR /src
ENTRYPOINT ["timeout-audit"]
