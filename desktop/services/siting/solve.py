"""The child that finds the best choice: reads a problem, solves it with HiGHS, says how far it is, writes the answer.

`python -m desktop.services.siting.solve PROBLEM.npz ANSWER.npz PARENT`. A process of its own: it may be ended at any
moment, it takes no time from the console, and what the library prints reaches nobody. How far it is comes as lines of
JSON on standard error.

Maximise sum(gain y) - sum(price x) with x 0 or 1 and y from 0 to 1, so that y[k] <= y[after[k]] + the sum of the x it
is linked to, at most one x a place, at most `count` of x, and not more than `budget`. With `after` -1 everywhere it
is maximal covering (Church and ReVelle 1974); chained by distance it is the p-median (Cornuejols and others 1980).
"""

import json
import sys
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maps.arrays_file import Arrays, take_arrays, write_arrays
from video.confinement import die_with_parent

Floats = NDArray[np.float64]
GOOD_ENOUGH = 1e-3
"""Within a thousandth of what no choice can exceed it stops: what is planned on is not known better."""


def main(problem: Path, answer: Path, parent_pid: int) -> int:
    die_with_parent(parent_pid)
    write_arrays(answer, solved(take_arrays(problem)))
    return 0


def solved(problem: Arrays) -> Arrays:
    """`chosen` the indexes of x that are 1; `gap` 0 where it is proved the best; `bound` what no choice can exceed."""
    model = _model(problem)
    found = highspy.Highs()
    found.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's own signature
    found.setOptionValue("time_limit", float(problem["patience_s"]))
    found.setOptionValue("threads", 1)
    found.setOptionValue("mip_rel_gap", GOOD_ENOUGH)
    if (problem["after"] >= 0).any():
        found.setOptionValue("mip_lp_solver", "ipm")  # chains are long: twice as fast as by the simplex
    found.passModel(model)
    found.cbMipImprovingSolution.subscribe(_tell)
    found.run()
    info = found.getInfo()
    is_there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(found.getSolution().col_value, np.float64)[: len(problem["cost"])] if is_there else np.zeros(0)
    return {
        "chosen": np.flatnonzero(values > 0.5),
        "gap": np.array(max(0.0, info.mip_gap) if is_there and np.isfinite(info.mip_gap) else np.inf),
        "bound": np.array(-info.mip_dual_bound),
        "proved": np.array(found.getModelStatus() == highspy.HighsModelStatus.kOptimal),
    }


def _tell(event: Any) -> None:
    out = event.data_out
    gap = out.mip_gap if np.isfinite(out.mip_gap) else None
    line = {"value": -out.objective_function_value, "gap": gap, "seconds": out.running_time}
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


def _model(problem: Arrays) -> highspy.HighsLp:
    """Columns are first x, then y."""
    cost, gain = problem["cost"].astype(np.float64), problem["gain"].astype(np.float64)
    sites, wants = len(cost), len(gain)
    blocks = [
        _linked(problem, sites, wants),
        _one_place(problem["place"], wants),
        _row(np.ones(sites), wants),
        _row(cost, wants),
    ]
    rows: Any = sparse.csc_matrix(sparse.vstack(blocks))
    upper = np.concatenate(
        [
            np.zeros(blocks[0].shape[0]),
            np.ones(blocks[1].shape[0]),
            [float(problem["count"]), float(problem["budget"])],
        ]
    )
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = sites + wants, rows.shape[0]
    model.col_cost_ = np.concatenate([problem["price"].astype(np.float64), -gain])
    model.col_lower_, model.col_upper_ = np.zeros(sites + wants), np.ones(sites + wants)
    model.row_lower_, model.row_upper_ = np.full(rows.shape[0], -highspy.kHighsInf), upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger] * sites + [kinds.kContinuous] * wants
    return model


def _linked(problem: Arrays, sites: int, wants: int) -> Any:
    """y[k] - y[after[k]] - sum(x linked to k) <= 0."""
    want, site, after = problem["link_want"], problem["link_site"], problem["after"]
    chained = np.flatnonzero(after >= 0)
    rows = np.concatenate([want, np.arange(wants), chained])
    columns = np.concatenate([site, sites + np.arange(wants), sites + after[chained]])
    values = np.concatenate([-np.ones(len(want)), np.ones(wants), -np.ones(len(chained))])
    return sparse.coo_matrix((values, (rows, columns)), shape=(wants, sites + wants))


def _one_place(place: NDArray[Any], wants: int) -> Any:
    different, of = np.unique(place, return_inverse=True)
    shape = (len(different), len(place) + wants)
    return sparse.coo_matrix((np.ones(len(place)), (of, np.arange(len(place)))), shape=shape)


def _row(values: Floats, wants: int) -> Any:
    return sparse.coo_matrix(np.concatenate([values, np.zeros(wants)])[None, :])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
