# SPDX-License-Identifier: Apache-2.0
"""Texts to scores: fit, score, refuse, save, search."""

import json

import pytest
from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, ParamGridBuilder
from pyspark.sql import functions as F

from offramp import (
    EarlyExitClassificationModel,
    EarlyExitClassifier,
    EarlyExitEvaluator,
    NotCertifiedError,
    OfframpError,
)

ADDED = ["prediction", "confidence", "exit", "cost", "truncated", "error"]


def classifier(bundle, **values):
    return EarlyExitClassifier(maxDisagreement=0.2, confidence=0.9, **values).setBundle(bundle)


@pytest.fixture(scope="module")
def model(bundle, texts):
    return classifier(bundle).fit(texts)


def collected(scored):
    return [tuple(row) for row in scored.orderBy("id").select("id", "prediction", "exit", "cost").collect()]


def test_fitted_model_scores_every_row_and_exits_early(model, texts):
    scored = model.transform(texts)
    assert scored.columns == ["id", "text", "label", *ADDED]
    assert model.addedColumns() == ADDED
    rows = scored.collect()
    assert len(rows) == 1200
    assert {row.prediction for row in rows} == {"fruit", "metal", "weather"}
    assert sum(row.prediction == row.label for row in rows) > 800
    assert min(row.exit for row in rows) == 1
    assert all(row.error is None for row in rows)
    assert sum(row.cost for row in rows) / 1200 < 0.95


def test_policy_is_the_one_of_java(model, bundle, texts, spark):
    java = spark._jvm.io.offramp.spark.ml.EarlyExitClassifier()
    java.setBundle(bundle).setMaxDisagreement(0.2).setConfidence(0.9)
    theirs = java.fit(texts._jdf)
    policy, other = (json.loads(text) for text in (model.getPolicy(), theirs.getOrDefault(theirs.getParam("policy"))))
    assert policy["thresholds"] == other["thresholds"]
    assert policy["guarantee"] == other["guarantee"]


def test_model_computes_in_the_traced_precision_where_the_classifier_chose(bundle, texts):
    fitted = classifier(bundle, precision="auto").fit(texts)
    assert fitted.getPrecision() in ("fp32", "bf16")
    assert json.loads(fitted.getPolicy())["provenance"]["precision"] == fitted.getPrecision()


def test_model_without_a_policy_goes_to_full_depth(bundle, texts):
    model = EarlyExitClassificationModel(inputCol="text", outputPrefix="full_").setBundle(bundle)
    exits = model.transform(texts.limit(50)).select("full_exit").distinct().collect()
    assert [row.full_exit for row in exits] == [3]


def test_rows_that_cannot_be_scored_say_why(model, spark):
    rows = spark.createDataFrame([(1, "some apple"), (2, None), (3, "  ")], "id int, text string")
    scored = {row.id: row for row in model.transform(rows).collect()}
    assert scored[1].error is None
    assert scored[2].prediction is None and "text" in scored[2].error
    assert scored[3].prediction is None and "text" in scored[3].error


def test_target_that_rows_do_not_bear_out_is_refused(bundle, texts):
    strict = EarlyExitClassifier(maxDisagreement=0.0001).setBundle(bundle)
    with pytest.raises(NotCertifiedError, match="no policy was certified"):
        strict.fit(texts)
    full = strict.setIfNotCertified("full-depth").fit(texts)
    assert full.getPolicy() == ""


def test_refusals_name_the_value_and_have_no_stack_trace(bundle, texts, tmp_path):
    with pytest.raises(OfframpError, match="Cannot open bundle") as refused:
        EarlyExitClassifier().setBundle(str(tmp_path / "absent"))
    assert "\tat " not in str(refused.value)
    with pytest.raises(IllegalArgumentException, match="no bound is set"):
        EarlyExitClassifier().setBundle(bundle).fit(texts)
    with pytest.raises(IllegalArgumentException, match="inputCol"):
        EarlyExitClassificationModel(inputCol="words").setBundle(bundle).transform(texts)
    with pytest.raises(OfframpError, match="Cannot"):
        EarlyExitClassificationModel(modelUrl=bundle, bundleSha256="0" * 64).transform(texts)
    with pytest.raises(IllegalArgumentException, match="signal"):
        classifier(bundle, signal="guess").fit(texts)


def test_setBundle_keeps_what_was_set_since(bundle):
    stage = EarlyExitClassifier(inputCol="first")
    stage._to_java()
    stage.setInputCol("second").setBundle(bundle)
    assert stage.getInputCol() == "second"
    assert stage.getModelUrl() == bundle
    assert len(stage.getBundleSha256()) == 64


def test_pipeline_fits_saves_and_loads_in_python_and_in_java(bundle, texts, spark, tmp_path):
    lower = SQLTransformer(statement="SELECT *, lower(text) AS words FROM __THIS__")
    pipeline = Pipeline(stages=[lower, classifier(bundle, inputCol="words")])
    pipeline.save(str(tmp_path / "pipeline"))
    fitted = Pipeline.load(str(tmp_path / "pipeline")).fit(texts)
    texts = texts.filter("id < 200")
    expected = collected(fitted.transform(texts))
    assert len(expected) == 200
    fitted.save(str(tmp_path / "fitted"))

    loaded = PipelineModel.load(str(tmp_path / "fitted"))
    assert type(loaded.stages[1]) is EarlyExitClassificationModel
    assert collected(loaded.transform(texts)) == expected

    java = spark._jvm.org.apache.spark.ml.PipelineModel.load(str(tmp_path / "fitted"))
    none = spark._jvm.PythonUtils.toSeq([])
    rows = java.transform(texts._jdf).orderBy("id", none).select("prediction", none)
    assert [row.getString(0) for row in rows.collectAsList()] == [row[1] for row in expected]

    java.write().overwrite().save(str(tmp_path / "by-java"))
    assert collected(PipelineModel.load(str(tmp_path / "by-java")).transform(texts)) == expected


def test_cross_validation_prefers_the_cheaper_bound(bundle, texts, tmp_path):
    estimator = classifier(bundle, ifNotCertified="full-depth")
    grid = ParamGridBuilder().addGrid(estimator.maxDisagreement, [0.0001, 0.2]).build()
    search = CrossValidator(
        estimator=estimator,
        estimatorParamMaps=grid,
        evaluator=EarlyExitEvaluator(metricName="meanCost"),
        numFolds=2,
        seed=1,
        parallelism=2,
    )
    found = search.fit(texts)
    full, early = found.avgMetrics
    assert full == 1.0 and early < 1.0
    found.save(str(tmp_path / "search"))
    loaded = CrossValidatorModel.load(str(tmp_path / "search"))
    assert loaded.avgMetrics == found.avgMetrics
    assert collected(loaded.transform(texts)) == collected(found.bestModel.transform(texts))


def test_evaluator_measures_scored_rows(model, texts):
    scored = model.transform(texts).cache()
    right = scored.filter(F.col("prediction") == F.col("label")).count() / 1200
    evaluator = EarlyExitEvaluator()
    assert evaluator.isLargerBetter()
    assert evaluator.evaluate(scored) == pytest.approx(right)
    cost = EarlyExitEvaluator(metricName="costAtAccuracy", minAccuracy=0.999)
    assert not cost.isLargerBetter()
    assert cost.evaluate(scored) == pytest.approx(1 + 0.999 - right)
    with pytest.raises(IllegalArgumentException, match="set minAccuracy"):
        EarlyExitEvaluator(metricName="costAtAccuracy").evaluate(scored)


def test_sql_function_answers_as_the_stage_does(model, texts, spark, bundle, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text(model.getPolicy())
    texts.createOrReplaceTempView("texts")
    spark.conf.set("spark.offramp.bundle", bundle)
    spark.conf.set("spark.offramp.policy", str(policy))
    answers = spark.sql(
        "SELECT id, r.prediction, r.exit, r.cost FROM (SELECT id, early_exit(text) AS r FROM texts) ORDER BY id"
    )
    assert [tuple(row) for row in answers.collect()] == collected(model.transform(texts))
