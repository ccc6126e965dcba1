# The web machine's container: the environment and the code. It reads `served/` of the volume; releases are made on the
# data holder's machine.
FROM python:3.13-slim
RUN useradd --create-home declaration
WORKDIR /srv/declaration
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt -c constraints.txt
COPY . .
USER declaration
ENV DECLARATION_HOME=/home/declaration/data HOST=0.0.0.0 PORT=8501
RUN mkdir -p "$DECLARATION_HOME"
EXPOSE 8501
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/health')"]
CMD ["python", "serve.py"]
