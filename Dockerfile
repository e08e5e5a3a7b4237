FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 SUANHENG_DATA=/data
WORKDIR /srv/suanheng

# every dependency has a wheel: no compiler, no system package
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN useradd --system --uid 10001 suanheng \
 && install -d -o suanheng /data \
 && SUANHENG_DATA=/tmp/build python manage.py messages compile \
 && rm -r /tmp/build

USER suanheng
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "3", "--workers-kill-timeout", "5", \
     "--respawn-failed-workers", "--log-level", "warning", "portal.wsgi:application"]
