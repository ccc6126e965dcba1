"""Runs a kept linear program from scratch, by one method after the other until one decides it."""

import highspy

DUAL, PRIMAL = 1, 4
DEVEX = 1
#: quiet, on one core, and without presolve, which costs more than these small programs; devex weights, as exact
#: steepest edges were seen to take a hundred times as long over all years
OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "simplex_dual_edge_weight_strategy": DEVEX,
    "simplex_iteration_limit": 20_000,
}
DECIDED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)


def solver(program: highspy.HighsLp, strategy: int) -> highspy.Highs:
    """A solver that holds the program and prefers the strategy (DUAL or PRIMAL simplex)."""
    made = highspy.Highs()
    for name, value in {**OPTIONS, "simplex_strategy": strategy}.items():
        made.setOptionValue(name, value)
    made.passModel(program)
    return made


def solved(model: highspy.Highs, strategy: int) -> bool | None:
    """Whether the program has an optimum, or None if no method decided. It starts at the origin, not the last basis."""
    model.clearSolver()
    model.run()
    if model.getModelStatus() not in DECIDED:
        for name, value in (("simplex_strategy", DUAL + PRIMAL - strategy), ("solver", "ipm")):
            model.setOptionValue(name, value)
            model.clearSolver()
            model.run()
            if model.getModelStatus() in DECIDED:
                break
        model.setOptionValue("simplex_strategy", strategy)
        model.setOptionValue("solver", "choose")
    status = model.getModelStatus()
    return status == highspy.HighsModelStatus.kOptimal if status in DECIDED else None
