"""The one door to OpenCV: importing it must not change the process it is imported into.

The wheel points Qt at its own plugins by QT_QPA_* variables, which would make PySide6 load a second Qt: they are
put back at once. OpenCV's own thread pool is off: frames of many cameras are the parallel work here.
"""

import os

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

import cv2  # noqa: E402 - the variables above are read before OpenCV writes them

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

cv2.setNumThreads(1)

__all__ = ["cv2"]
