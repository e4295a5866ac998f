"""The peer's front: Flask under gunicorn. A photo becomes a job of RQ; its answer is waited for as RQ does, without polling."""
import os

from flask import Flask, Response, jsonify, request
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.results import Result

app = Flask(__name__)
redis = Redis(unix_socket_path=os.environ["PEER_REDIS"])
queue = Queue(connection=redis)


@app.post("/queries")
def submit():
    job = queue.enqueue("search.search", request.get_data(), result_ttl=600)
    return jsonify(id=job.id), 202


@app.get("/queries/<name>")
def show(name):
    job = Job(name, connection=redis)
    result = job.latest_result(timeout=10)
    if result is None:
        return jsonify(id=name, state="queued")
    if result.type is not Result.Type.SUCCESSFUL:
        return jsonify(id=name, state="failed"), 500
    return Response(result.return_value, mimetype="application/json")


@app.get("/healthz")
def health():
    return "ok"
