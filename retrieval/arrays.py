"""Types of the NumPy arrays that the package passes around; their axes are documented where they are used."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

BoolArray: TypeAlias = npt.NDArray[np.bool_]
IntArray: TypeAlias = npt.NDArray[np.int32]
TokenIds: TypeAlias = npt.NDArray[np.int32]
"""Pieces of the bundled model, by their number."""
IndexArray: TypeAlias = npt.NDArray[np.int64]
HalfArray: TypeAlias = npt.NDArray[np.float16]
FloatArray: TypeAlias = npt.NDArray[np.float32]
FloatMatrix: TypeAlias = npt.NDArray[np.float32]
"""Vectors as rows."""
