# SPDX-License-Identifier: Apache-2.0
"""The wrappers say what the Java stages say."""

import inspect

import pytest

import offramp

STAGES = [
    offramp.EarlyExitClassificationModel,
    offramp.EarlyExitClassifier,
    offramp.EarlyExitEvaluator,
    offramp.ExitThresholdCalibrator,
    offramp.ExitThresholdModel,
]

#: A value of each kind that is no default, and allowed.
OTHERS = {
    "BooleanParam": lambda name: True,
    "IntParam": lambda name: 7,
    "LongParam": lambda name: 5_000_000_000,
    "DoubleParam": lambda name: 0.25,
    "StringArrayParam": lambda name: ["a", "b"],
    "DoubleArrayParam": lambda name: [1.0, 2.5],
    "Param": lambda name: {
        "bundleSha256": "0" * 64,
        "precision": "bf16",
        "task": "multi-label",
        "signal": "margin",
        "calibration": "platt",
        "ifNotCertified": "full-depth",
        "metricName": "meanCost",
    }.get(name, "other"),
}


def java_params(stage):
    return {param.name(): param for param in stage._java_obj.params()}


@pytest.fixture(params=STAGES, ids=lambda stage: stage.__name__)
def kind(request, spark):
    return request.param


def test_params_have_the_names_docs_and_defaults_of_java(kind):
    stage = kind()
    java = java_params(stage)
    assert {p.name for p in stage.params} == set(java)
    for param in stage.params:
        theirs = java[param.name]
        assert param.doc == theirs.doc(), param.name
        assert "created_from_java_param" not in vars(param), f"{param.name} is not declared"
        default = stage._java_obj.getDefault(theirs)
        assert stage.hasDefault(param) == default.isDefined(), param.name
        if default.isDefined():
            assert stage.getOrDefault(param) == default.get(), param.name
        assert not stage.isSet(param), param.name


def test_constructor_takes_every_param_and_java_gets_it(kind):
    java = java_params(kind())
    values = {name: OTHERS[param.getClass().getSimpleName()](name) for name, param in java.items()}
    stage = kind(**values)
    sent = stage._to_java()
    for name, value in values.items():
        got = sent.getOrDefault(sent.getParam(name))
        assert (list(got) if isinstance(value, list) else got) == value, name
    arguments = inspect.signature(kind.__init__).parameters.values()
    assert {a.name for a in arguments if a.kind is a.KEYWORD_ONLY} == set(values)


def test_setters_and_getters_are_those_of_the_param(kind):
    for name, param in java_params(kind()).items():
        stage = kind()
        title = name[0].upper() + name[1:]
        value = OTHERS[param.getClass().getSimpleName()](name)
        assert getattr(stage, "set" + title)(value) is stage
        assert getattr(stage, "get" + title)() == value
        assert [p.name for p in stage.params if stage.isSet(p)] == [name]


def test_constructor_refuses_positions_and_unknown_names(kind):
    with pytest.raises(TypeError, match="keyword"):
        kind("text")
    with pytest.raises(TypeError, match="inputColumn"):
        kind(inputColumn="text")


def test_saved_stage_loads_with_its_params(kind, tmp_path):
    java = java_params(kind())
    values = {name: OTHERS[param.getClass().getSimpleName()](name) for name, param in java.items()}
    stage = kind(**values)
    stage.save(str(tmp_path / "stage"))
    loaded = kind.load(str(tmp_path / "stage"))
    assert type(loaded) is kind
    assert loaded.uid == stage.uid
    assert {p.name: loaded.getOrDefault(p) for p in loaded.params} == values
