import os
import subprocess
import sys

PROBE = """
import os
from video.cv import cv2
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"), cv2.getNumThreads())
"""


def _probe(extra: dict[str, str]) -> list[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT_QPA_")}
    done = subprocess.run([sys.executable, "-c", PROBE], env=clean | extra, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_that_opencv_leaves_no_qt_variables_behind() -> None:
    assert _probe({}) == ["None", "None", "1"]


def test_that_opencv_puts_back_qt_variables_that_were_there() -> None:
    assert _probe({"QT_QPA_PLATFORM_PLUGIN_PATH": "/mine"}) == ["/mine", "None", "1"]
