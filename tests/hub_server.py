"""A small Hub: as much of its protocol as huggingface_hub and datasets use for a dataset, over HTTP, in memory.

Repositories with commits, branches and pull requests; regular files and LFS objects; pages of five in a listing. Xet is
not offered: clients that have hf_xet need HF_HUB_DISABLE_XET=1. `with HubServer() as hub:` runs it in a thread. What goes
wrong is decided by `hub.rule(method, path, attempt)`: "429" (with Retry-After), "500", "cut" (no answer at all), or "".
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import yaml
from aiohttp import web

TOKEN = "hf_of_a_test_that_nobody_may_see"
USER = "user"
PAGE = 5
LFS = (".parquet", ".sqlite", ".bin", ".arrow")


def git_hash(data: bytes) -> str:
    return sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass(frozen=True)
class Blob:
    data: bytes
    is_lfs: bool

    def info(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "file", "path": path, "size": len(self.data), "oid": git_hash(self.data)}
        if self.is_lfs:
            found["oid"] = git_hash(b"pointer " + self.data[:64])
            found["lfs"] = {"oid": sha256(self.data).hexdigest(), "size": len(self.data), "pointerSize": 130}
        return found


@dataclass
class Commit:
    sha: str
    files: dict[str, Blob]
    title: str


@dataclass
class Repo:
    private: bool
    refs: dict[str, list[Commit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = {".gitattributes": Blob(b"*.parquet filter=lfs\n", False)}
        self.refs["main"] = [Commit(sha1(b"first").hexdigest(), first, "initial commit")]

    def find(self, revision: str) -> Commit | None:
        if revision in self.refs:
            return self.refs[revision][-1]
        return next((c for commits in self.refs.values() for c in commits if c.sha == revision), None)


class HubServer:
    """`url` is its HF_ENDPOINT; `repos`, `objects` (LFS, by SHA-256) and `requests` tell what it holds and was asked."""

    def __init__(self, rule: Callable[[str, str, int], str] = lambda method, path, attempt: "") -> None:
        self.rule = rule
        self.retry_after = 0
        self.n_lost_answers = 0  # so many commits are made, and their answers lost
        self.repos: dict[str, Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.url = ""
        self._attempts: Counter[str] = Counter()
        self._ready, self._loop = Event(), asyncio.new_event_loop()

    def files(self, repo: str, revision: str = "main") -> dict[str, bytes]:
        """The content of every file of a revision."""
        commit = self.repos[repo].find(revision)
        assert commit is not None
        return {path: blob.data for path, blob in commit.files.items()}

    def write(self, repo: str, path: str, data: bytes, revision: str = "main") -> None:
        """A commit of somebody else's."""
        commits = self.repos[repo].refs[revision]
        self._commit(commits, {**commits[-1].files, path: Blob(data, path.endswith(LFS))}, f"Edit {path}")

    def asked(self, start: str) -> list[str]:
        """The requests so far that start so, as in `PUT /lfs/`."""
        return [line for line in self.requests if line.startswith(start)]

    def __enter__(self) -> HubServer:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        async def start() -> web.AppRunner:
            app = web.Application(middlewares=[self._faults], client_max_size=1 << 30)
            app.add_routes(self._routes())
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            return runner

        runner = self._loop.run_until_complete(start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    def _routes(self) -> list[web.RouteDef]:
        api, plain = "/api/datasets/{owner}/{name}", "/datasets/{owner}/{name}"
        return [
            web.get("/api/whoami-v2", self._whoami),
            web.post("/api/repos/create", self._create),
            web.post("/api/validate-yaml", self._validate),
            web.get(api, self._info),
            web.get(api + "/revision/{revision}", self._info),
            web.get(api + "/refs", self._refs),
            web.post(api + "/branch/{revision}", self._branch),
            web.get(api + "/tree/{revision}", self._tree),
            web.get(api + "/tree/{revision}/{path:.*}", self._tree),
            web.post(api + "/paths-info/{revision}", self._paths_info),
            web.post(api + "/preupload/{revision}", self._preupload),
            web.post(api + "/commit/{revision}", self._take_commit),
            web.post(plain + ".git/info/lfs/objects/batch", self._batch),
            web.get(plain + "/resolve/{revision}/{path:.*}", self._resolve),
            web.put("/lfs/{oid}", self._put),
            web.post("/lfs/{oid}/verify", self._verify),
        ]

    @web.middleware
    async def _faults(self, request: web.Request, handler: Any) -> web.StreamResponse:
        line = f"{request.method} {request.path}"
        self.requests.append(line)
        self._attempts[line] += 1
        fault = self.rule(request.method, request.path, self._attempts[line])
        if fault == "cut":
            assert request.transport is not None
            request.transport.close()
            raise web.HTTPServerError
        if fault:
            headers = {"Retry-After": str(self.retry_after)} if fault == "429" else {}
            return web.json_response(
                {"error": f"told to fail, {request.headers.get('Authorization')}"}, status=int(fault), headers=headers
            )
        writes = (
            request.method in ("POST", "PUT")
            and not request.path.startswith(("/lfs/", "/api/validate"))
            and "paths-info" not in line
        )
        if (writes or "whoami" in line) and not self._knows(request):
            return _error(401, "Invalid username or password.")
        return await handler(request)

    def _knows(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {TOKEN}"

    # Who, and which repository.

    async def _whoami(self, request: web.Request) -> web.Response:
        return web.json_response({"type": "user", "name": USER, "orgs": []})

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        owner = asked.get("organization") or USER
        repo = f"{owner}/{asked['name']}"
        if owner != USER:
            return _error(403, "You don't have the rights to create a dataset under this namespace")
        if repo in self.repos:
            return _error(409, "You already created this dataset repo")
        self.repos[repo] = Repo(asked.get("visibility") == "private" or bool(asked.get("private")))
        return web.json_response({"url": f"{self.url}/datasets/{repo}"})

    async def _validate(self, request: web.Request) -> web.Response:
        content = (await request.json())["content"]
        try:
            yaml.safe_load(content.split("---\n")[1] if content.startswith("---\n") else "")
        except yaml.YAMLError as error:
            return web.json_response({"errors": [{"message": str(error)}], "warnings": []}, status=400)
        return web.json_response({"errors": [], "warnings": []})

    def _found(self, request: web.Request) -> tuple[Repo, Commit]:
        """The repository and the commit of a request's path; what is private does not exist for strangers."""
        repo = self.repos.get(f"{request.match_info['owner']}/{request.match_info['name']}")
        if repo is None or (repo.private and not self._knows(request)):
            raise _raised(404 if self._knows(request) else 401, "RepoNotFound", "Repository not found")
        commit = repo.find(request.match_info.get("revision", "main"))
        if commit is None:
            raise _raised(404, "RevisionNotFound", "Invalid rev id")
        return repo, commit

    async def _info(self, request: web.Request) -> web.Response:
        repo, commit = self._found(request)
        name = f"{request.match_info['owner']}/{request.match_info['name']}"
        siblings = [{"rfilename": path} for path in commit.files]
        return web.json_response({"id": name, "_id": "1", "sha": commit.sha, "private": repo.private, "siblings": siblings, "tags": [], "downloads": 0, "likes": 0, "disabled": False, "gated": False, "lastModified": "2024-01-01T00:00:00.000Z"})  # fmt: skip

    async def _refs(self, request: web.Request) -> web.Response:
        repo, _ = self._found(request)
        found = [
            {"name": n, "ref": f"refs/heads/{n}", "targetCommit": c[-1].sha}
            for n, c in repo.refs.items()
            if "/" not in n
        ]
        return web.json_response({"branches": found, "converts": [], "tags": [], "pullRequests": []})

    async def _branch(self, request: web.Request) -> web.Response:
        repo = self.repos[f"{request.match_info['owner']}/{request.match_info['name']}"]
        start = (await request.json()).get("startingPoint", "main") if request.can_read_body else "main"
        name = request.match_info["revision"]
        if name in repo.refs:
            return _error(409, "Reference already exists")
        commit = repo.find(start)
        assert commit is not None
        repo.refs[name] = [commit]
        return web.json_response({})

    # What is there.

    async def _tree(self, request: web.Request) -> web.Response:
        _, commit = self._found(request)
        path, deep = request.match_info.get("path", ""), request.query.get("recursive", "false").lower() == "true"
        found = _listed(commit, path, deep)
        if path and not found:
            raise _raised(404, "EntryNotFound", f"{path} does not exist")
        start = int(request.query.get("cursor", 0))
        headers = {}
        if start + PAGE < len(found):
            more = f"{self.url}{request.rel_url.update_query(cursor=str(start + PAGE))}"
            headers["Link"] = f'<{more}>; rel="next"'
        return web.json_response(found[start : start + PAGE], headers=headers)

    async def _paths_info(self, request: web.Request) -> web.Response:
        _, commit = self._found(request)
        asked = (
            (await request.json())["paths"]
            if request.content_type == "application/json"
            else (await request.post()).getall("paths")
        )
        everything = {entry["path"]: entry for entry in _listed(commit, "", True)}
        return web.json_response([everything[path] for path in asked if path in everything])

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        _, commit = self._found(request)
        blob = commit.files.get(request.match_info["path"])
        if blob is None:
            raise _raised(404, "EntryNotFound", "Entry not found")
        info = blob.info("")
        etag = info["lfs"]["oid"] if blob.is_lfs else info["oid"]
        headers = {"X-Repo-Commit": commit.sha, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
        start, stop, status = 0, len(blob.data), 200
        if request.headers.get("Range"):
            part, status = request.http_range, 206
            start, stop = part.start or 0, min(part.stop or stop, stop)
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(blob.data)}"
        return web.Response(body=blob.data[start:stop], status=status, headers=headers)

    # What comes.

    async def _preupload(self, request: web.Request) -> web.Response:
        _, commit = self._found(request)
        files = []
        for asked in (await request.json())["files"]:
            path = asked["path"]
            there = commit.files[path].info(path) if path in commit.files else {}
            oid = there.get("lfs", there).get("oid")
            files.append(
                {
                    "path": path,
                    "uploadMode": "lfs" if path.endswith(LFS) else "regular",
                    "shouldIgnore": False,
                    "oid": oid,
                }
            )
        return web.json_response({"files": files})

    async def _batch(self, request: web.Request) -> web.Response:
        objects = []
        for asked in json.loads(await request.read())["objects"]:
            oid = asked["oid"]
            if oid not in self.objects:
                upload, verify = {"href": f"{self.url}/lfs/{oid}"}, {"href": f"{self.url}/lfs/{oid}/verify"}
                asked = {**asked, "actions": {"upload": upload, "verify": verify}}
            objects.append(asked)
        return web.json_response({"transfer": "basic", "objects": objects})

    async def _put(self, request: web.Request) -> web.Response:
        data = await request.read()
        if sha256(data).hexdigest() != request.match_info["oid"]:
            return _error(400, "the content is not what its hash says")
        self.objects[request.match_info["oid"]] = data
        return web.Response()

    async def _verify(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if request.match_info["oid"] in self.objects else 404)

    async def _take_commit(self, request: web.Request) -> web.Response:
        repo, commit = self._found(request)
        name = f"{request.match_info['owner']}/{request.match_info['name']}"
        lines = [json.loads(line) for line in (await request.read()).splitlines()]
        header = lines[0]["value"]
        wants_pr = request.query.get("create_pr") == "1"
        if not wants_pr and header.get("parentCommit", commit.sha) != commit.sha:
            return _error(412, "A commit has happened since. Please refresh and try again.")
        files = dict(commit.files)
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = Blob(base64.b64decode(value["content"]), False)
            elif line["key"] == "lfsFile":
                if value["oid"] not in self.objects:
                    return _error(400, f"no LFS object {value['oid']}")
                files[value["path"]] = Blob(self.objects[value["oid"]], True)
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        ref = request.match_info["revision"]
        if wants_pr:
            ref = f"refs/pr/{1 + sum(n.startswith('refs/pr/') for n in repo.refs)}"
            repo.refs[ref] = [commit]
        made = self._commit(repo.refs[ref], files, header["summary"])
        if self.n_lost_answers:
            self.n_lost_answers -= 1
            assert request.transport is not None
            request.transport.close()
        url = f"{self.url}/datasets/{name}"
        answer = {"success": True, "commitOid": made.sha, "commitUrl": f"{url}/commit/{made.sha}", "hookOutput": ""}
        return web.json_response(
            {**answer, "pullRequestUrl": f"{url}/discussions/{ref.rpartition('/')[2]}"} if wants_pr else answer
        )

    def _commit(self, commits: list[Commit], files: dict[str, Blob], title: str) -> Commit:
        contents = "".join(f"{path} {git_hash(blob.data)}" for path, blob in sorted(files.items()))
        made = Commit(sha1(f"{commits[-1].sha} {contents}".encode()).hexdigest(), files, title)
        commits.append(made)
        return made


def _listed(commit: Commit, under: str, deep: bool) -> list[dict[str, Any]]:
    """Files and folders below a path, in order."""
    found: dict[str, dict[str, Any]] = {}
    start = f"{under}/" if under else ""
    for path, blob in commit.files.items():
        if not path.startswith(start):
            continue
        inner = path[len(start) :].split("/")
        for depth in range(1, len(inner)):
            folder = start + "/".join(inner[:depth])
            if deep or depth == 1:
                found[folder] = {"type": "directory", "path": folder, "oid": git_hash(folder.encode()), "size": 0}
        if deep or len(inner) == 1:
            found[path] = blob.info(path)
    return [found[path] for path in sorted(found)]


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status, headers={"X-Error-Message": message})


def _raised(status: int, code: str, message: str) -> web.HTTPException:
    kind = web.HTTPUnauthorized if status == 401 else web.HTTPNotFound
    headers = {"X-Error-Code": code, "X-Error-Message": quote(message)}
    return kind(text=json.dumps({"error": message}), headers=headers, content_type="application/json")
