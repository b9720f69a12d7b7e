# The dashboard in a container: its own user, the code read-only, a health check.
#   docker build -t otklik .
#   docker run -d --name otklik --restart unless-stopped -p 127.0.0.1:8501:8501 --read-only --tmpfs /tmp \
#       --cap-drop ALL --security-opt no-new-privileges --memory 2g --pids-limit 256 \
#       -v /etc/otklik/secrets.toml:/app/.streamlit/secrets.toml:ro otklik
# secrets.toml must be readable by user 10001. Behind the container every visitor has the address of
# its network, so mode = "local" refuses everybody: choose "oidc" (docs/deployer.md).
# For a build that can be repeated, name the image by its digest: python:3.11-slim@sha256:… (docker pull tells it).
FROM python:3.11-slim

# PYTHONSAFEPATH: nothing is imported from the working folder, whoever may have put it there.
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
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

# The user owns nothing beside the code and can put nothing there. Only the demonstration is written: in a folder
# of its own, to which its place in the project leads.
RUN install -d -o otklik -g otklik -m 0700 /data \
    && ln -s /data/register.xlsx /app/register.xlsx
VOLUME /data

USER 10001
EXPOSE 8501
# An app that hangs answers no more, and is told unhealthy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "dashboard.py", "--server.address=0.0.0.0", "--server.port=8501"]
