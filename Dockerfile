# The dashboard in a container: its own user, the code read-only, a health check.
#   docker build -t otklik .
#   docker run -d --name otklik -p 127.0.0.1:8501:8501 \
#       -v /etc/otklik/secrets.toml:/app/.streamlit/secrets.toml:ro otklik
# secrets.toml must be readable by user 10001. Behind the container every visitor has the address of
# its network, so mode = "local" refuses everybody: choose "oidc" (docs/deployer.md).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    MPLCONFIGDIR=/tmp/matplotlib

RUN useradd --uid 10001 --create-home otklik

WORKDIR /app
COPY requirements.txt ./
RUN pip install --requirement requirements.txt

COPY dashboard.py ./
COPY lib lib
COPY pages pages
COPY .streamlit .streamlit

# Only the demonstration is written, beside the code; the sticky bit keeps the code itself out of reach.
RUN chgrp otklik /app && chmod 1775 /app

USER 10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "dashboard.py", "--server.address=0.0.0.0", "--server.port=8501"]
