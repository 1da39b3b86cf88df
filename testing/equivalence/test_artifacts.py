"""AddArtifacts and ArtifactStatus."""

import hashlib
import random
import zlib
from collections.abc import Iterator
from typing import Any

from pyspark.sql.connect.proto import base_pb2

from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession

Add = base_pb2.AddArtifactsRequest
CHUNK = 32 << 10


def chunk(data: bytes, crc: int | None = None) -> Any:
    return Add.ArtifactChunk(data=data, crc=zlib.crc32(data) if crc is None else crc)


def batch(session: RawSession, **files: bytes) -> Any:
    named = [Add.SingleChunkArtifact(name=name.replace("__", "/"), data=chunk(data)) for name, data in files.items()]
    return Add(**session.whose(), batch=Add.Batch(artifacts=named))


def chunked(session: RawSession, name: str, data: bytes, size: int = CHUNK) -> Iterator[Any]:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    begin = Add.BeginChunkedArtifact(
        name=name, total_bytes=len(data), num_chunks=len(pieces), initial_chunk=chunk(pieces[0])
    )
    yield Add(**session.whose(), begin_chunk=begin)
    for piece in pieces[1:]:
        yield Add(**session.whose(), chunk=chunk(piece))


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def test_should_take_many_small_files_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        files = {f"files__{number}.txt": noise(number) for number in range(1, 300)}
        return [
            session.add_artifacts([batch(session, **files)]),
            session.add_artifacts([batch(session, cache__known=b"cached")]),
            session.artifact_status("cache/known", "cache/unknown"),
        ]

    added, _, status = both.same(actions)

    assert added.mentions("is_crc_successful: true")
    assert status.mentions("exists: true")


def test_should_take_a_file_of_many_chunks_alike(both: Both) -> None:
    data = noise(20 << 20)
    name = f"cache/{hashlib.sha256(data).hexdigest()}"

    def actions(session: RawSession) -> list[Outcome]:
        return [session.add_artifacts(chunked(session, name, data)), session.artifact_status(name)]

    added, status = both.same(actions)

    assert added.ok
    assert status.mentions("exists: true")


def test_should_take_large_chunks_and_batches_mixed_alike(both: Both) -> None:
    def actions(session: RawSession) -> Outcome:
        def requests() -> Iterator[Any]:
            yield batch(session, files__a=b"a", files__b=b"b")
            yield from chunked(session, "files/large", noise(9 << 20), 3 << 20)
            yield batch(session, files__c=b"c")

        return session.add_artifacts(requests())

    added = both.same(actions)

    assert added.messages[0].count("is_crc_successful: true") == 4


def test_should_refuse_alike_what_is_broken(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        wrong = Add.SingleChunkArtifact(name="files/wrong", data=chunk(b"data", crc=1))
        whole = list(chunked(session, "files/half", noise(100), 10))
        return [
            session.add_artifacts([Add(**session.whose(), batch=Add.Batch(artifacts=[wrong]))]),
            session.add_artifacts(whole[1:]),
            session.add_artifacts(whole[:5]),
            session.add_artifacts([*whole, *whole[1:]]),
            session.add_artifacts([batch(session, **{"../outside": b"x"})]),
            session.add_artifacts([batch(session, files__a=b"a"), batch(session, files__a=b"other")]),
            session.add_artifacts([Add(**session.whose())]),
        ]

    seen = both.same(actions)

    assert seen[0].mentions("files/wrong")
    assert not seen[4].ok
