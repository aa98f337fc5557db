# SPDX-License-Identifier: Apache-2.0
"""Traced rows to a policy, and the policy applied."""

import json

import pytest
from pyspark.ml import Pipeline, PipelineModel

from offramp import EarlyExitClassificationModel, ExitThresholdCalibrator, ExitThresholdModel, NotCertifiedError


def calibrator(**values):
    return ExitThresholdCalibrator(maxAccuracyDrop=0.03, confidence=0.9, **values)


def test_calibrator_certifies_and_its_model_applies_the_policy(traces):
    model = calibrator(costs=[1.0, 2.0, 4.0]).fit(traces)
    policy = json.loads(model.getPolicyJson())
    assert policy["costs"] == [0.25, 0.5, 1.0]
    assert policy["guarantee"]["confidence"] == 0.9
    rows = model.transform(traces).collect()
    assert len(rows) == 3000
    assert {row.exit for row in rows} <= {1, 2, 3}
    assert {row.exit: row.cost for row in rows} == {e: policy["costs"][e - 1] for e in {row.exit for row in rows}}
    assert sum(row.cost for row in rows) / 3000 == pytest.approx(policy["guarantee"]["expected-cost"])
    first = rows[0]
    seen = first.probabilities[first.exit - 1]
    assert first.prediction == seen.index(max(seen))


def test_same_seed_gives_the_same_policy(traces):
    one, two = (json.loads(calibrator(seed=5_000_000_000).fit(traces).getPolicyJson()) for _ in range(2))
    assert one["thresholds"] == two["thresholds"]
    assert one["provenance"]["seed"] == 5_000_000_000


def test_target_that_rows_do_not_bear_out_says_what_would_be_needed(traces):
    with pytest.raises(NotCertifiedError, match="no policy was certified"):
        ExitThresholdCalibrator(maxAccuracyDrop=0.00001, confidence=0.99).fit(traces)


def test_model_loads_within_a_pipeline_and_its_policy_is_a_text(traces, tmp_path):
    fitted = Pipeline(stages=[calibrator()]).fit(traces)
    fitted.save(str(tmp_path / "fitted"))
    loaded = PipelineModel.load(str(tmp_path / "fitted")).stages[0]
    assert type(loaded) is ExitThresholdModel
    assert loaded.getPolicyJson() == fitted.stages[0].getPolicyJson()
    assert loaded.transform(traces).collect() == fitted.transform(traces).collect()
    stage = EarlyExitClassificationModel().setPolicy(loaded.getPolicyJson())
    assert stage.getPolicy() == loaded.getPolicyJson()
