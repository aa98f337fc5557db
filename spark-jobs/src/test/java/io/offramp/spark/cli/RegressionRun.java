// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.fixture.WordPrices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prices that a bundle of a regression has learnt to tell. */
final class RegressionRun extends TaskRun {
  static final int ROWS = 800;
  static final double TOLERANCE = 25;
  static final double DROP = 0.05;
  static final double DISAGREEMENT = 0.1;
  static final String LABELS = "--label-col=price";

  private static @Nullable RegressionRun made;

  /** The rows of the corpus. */
  final List<WordPrices.Sample> samples = WordPrices.samples(ROWS, 4);

  /** What training said. */
  final Cli trained;

  private RegressionRun() {
    super("regression", LABELS);
    trained =
        done(
            "train",
            "--task=regression",
            "--data=" + prices("train.jsonl", 900, 1),
            "--dev=" + prices("dev.jsonl", 400, 2),
            "--out=" + bundle(),
            "--layers=2",
            "--width=32",
            "--max-length=12",
            "--vocab-size=150",
            "--epochs=10",
            "--patience=10",
            "--batch-size=32",
            "--learning-rate=0.004",
            "--word-dropout=0",
            "--threads=1");
    done(
        "trace",
        "--bundle=" + bundle(),
        "--data=" + prices("held.jsonl", 800, 3),
        "--out=" + traces());
    calibrate("--max-accuracy-drop=" + DROP, policy());
    calibrate("--max-disagreement=" + DISAGREEMENT, blind());
    table("corpus.jsonl", WordPrices.jsonl(samples));
  }

  /** Made by the first who asks. */
  static synchronized RegressionRun get() {
    RegressionRun known = made;
    if (known == null) {
      known = new RegressionRun();
      made = known;
    }
    return known;
  }

  /** A policy that was certified without labels. */
  String blind() {
    return at("blind.json");
  }

  private void calibrate(String bound, String out) {
    Cli.done(
        "calibrate",
        "--traces=" + traces(),
        "--tolerance=" + TOLERANCE,
        bound,
        "--confidence=0.9",
        "--out=" + out);
  }

  /** Writes a table of prices into the folder. */
  String prices(String name, int rows, long seed) {
    return table(name, WordPrices.jsonl(WordPrices.samples(rows, seed)));
  }
}
