import subprocess
import sys
import threading

import pytest
from filelock import FileLock

from index.errors import HomeNotWritable, LibraryBusy
from index.write_lock import WriteLock


@pytest.fixture
def lock(tmp_path):
    return WriteLock(tmp_path / "write.lock", wait_s=0.05)


def test_another_process_is_waited_for_and_then_given_up(lock, tmp_path):
    with FileLock(tmp_path / "write.lock"), pytest.raises(LibraryBusy), lock.held():
        pytest.fail("two writers at once")
    with lock.held():
        pass


def test_another_thread_keeps_the_lock_until_it_is_done(lock):
    inside, done = threading.Event(), threading.Event()

    def write():
        with lock.held():
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(10)
    with pytest.raises(LibraryBusy), lock.held(wait_s=0):
        pytest.fail("two writers at once")
    done.set()
    thread.join(10)
    with lock.held(wait_s=0):
        pass


def test_a_thread_may_take_it_again_inside(lock):
    with lock.held(), lock.held():
        pass
    with lock.held():
        pass


def test_an_error_inside_gives_it_back(lock):
    with pytest.raises(ZeroDivisionError), lock.held():
        raise ZeroDivisionError
    with lock.held(wait_s=0):
        pass


def test_a_killed_process_does_not_keep_it(lock, tmp_path):
    script = (
        "import os, signal, sys; from filelock import FileLock\n"
        "FileLock(sys.argv[1]).acquire()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = str(tmp_path / "write.lock")
    done = subprocess.run([sys.executable, "-c", script, path], check=False, capture_output=True, timeout=60)
    assert done.returncode == -9
    with lock.held():
        pass


def test_no_place_for_a_lock_file_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HomeNotWritable), WriteLock(tmp_path / "file" / "write.lock", wait_s=0).held():
        pass
