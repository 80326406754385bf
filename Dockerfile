# timeout-audit as an image: docker run --rm -v "$PWD:/src:ro" timeout-audit
FROM python:3.13-slim AS build
COPY pyproject.toml hatch_build.py README.md LICENSE /build/
COPY timeout_audit /build/timeout_audit
RUN pip wheel --no-cache-dir --wheel-dir /wheels /build

FROM python:3.13-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels timeout-audit
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["timeout-audit"]
