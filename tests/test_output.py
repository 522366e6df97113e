"""Files are whole or as they were."""

from pathlib import Path

import pytest

from symopt.errors import OutputError
from symopt.output import aside, check_writable, write

UNCHANGED = "choose a folder that you may write to; what was there before is unchanged"


def test_folders_are_made_and_the_text_is_utf_8(tmp_path):
    path = tmp_path / "a" / "b.tex"
    assert write(path, "é\n")
    assert path.read_bytes() == b"\xc3\xa9\n"
    assert list(path.parent.iterdir()) == [path]


def test_the_same_text_is_not_written_again(tmp_path):
    path = tmp_path / "a.tex"
    assert write(path, "x")
    before = path.stat().st_mtime_ns
    assert not write(path, "x")
    assert path.stat().st_mtime_ns == before
    assert write(path, "y")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_interrupted_write_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "a.tex"
    write(path, "before")
    with pytest.raises(error), aside(path) as part:  # noqa: PT012 (the write and its interruption)
        part.write_text("half")
        raise error
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_place_beside_keeps_the_suffix(tmp_path):
    with aside(tmp_path / "a.pdf") as part:
        assert part.suffix == ".pdf"
        assert part.parent == tmp_path
        part.touch()


def test_a_file_in_the_way_of_a_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        write(tmp_path / "file" / "a.tex", "x")
    assert caught.value.message == f"cannot write {tmp_path / 'file' / 'a.tex'}: a file stands where a folder should be"
    assert caught.value.hint == UNCHANGED


def test_a_folder_in_the_way_of_a_file(tmp_path):
    (tmp_path / "a.tex").mkdir()
    with pytest.raises(OutputError, match="is a directory"):
        write(tmp_path / "a.tex", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tex"]


def test_a_full_disk_has_its_own_hint(tmp_path, monkeypatch):
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError) as caught:
        write(tmp_path / "a.tex", "x")
    assert caught.value.message == f"cannot write {tmp_path / 'a.tex'}: no space left on device"
    assert caught.value.hint == "make room on the disk; what was there before is unchanged"


def test_a_writable_folder_is_left_as_it_is(tmp_path):
    check_writable(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_an_unwritable_folder_is_told_before_the_work(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"^cannot write to .*file: a file stands where a folder should be$"):
        check_writable(tmp_path / "file")
