# SPDX-License-Identifier: Apache-2.0
"""The Python of the page about Python, as it stands there."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "src/site/markdown/python.md"


def test_example_of_the_page_runs(spark, bundle, texts):
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    code = blocks[0].replace("/shared/news.bundle", bundle)
    assert code != blocks[0]
    held_back, corpus = texts.randomSplit([0.7, 0.3], seed=3)
    names = {"held_back": held_back, "corpus": corpus}
    exec(compile(code, str(PAGE), "exec"), names)
    scored = names["model"].transform(corpus)
    assert scored.count() == corpus.count()
    assert {"prediction", "confidence", "exit", "cost", "truncated", "error"} <= set(scored.columns)
