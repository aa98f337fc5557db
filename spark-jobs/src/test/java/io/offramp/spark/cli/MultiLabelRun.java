// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.fixture.WordLabels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets of labels that a bundle has learnt to tell. */
final class MultiLabelRun extends TaskRun {
  static final int ROWS = 300;
  static final double DROP = 0.05;

  private static @Nullable MultiLabelRun made;

  /** The rows of the corpus. */
  final List<WordLabels.Sample> samples = WordLabels.samples(ROWS, 4);

  /** The rows of the traces. */
  final List<WordLabels.Sample> held = WordLabels.samples(600, 3);

  /** What calibration said. */
  final Cli calibrated;

  private MultiLabelRun() {
    super("multi-label");
    done(
        "train",
        "--task=multi-label",
        "--data=" + sets("train.jsonl", 900, 1),
        "--dev=" + sets("dev.jsonl", 200, 2),
        "--out=" + bundle(),
        "--layers=3",
        "--width=32",
        "--max-length=24",
        "--vocab-size=150",
        "--epochs=8",
        "--batch-size=16",
        "--learning-rate=0.005",
        "--word-dropout=0",
        "--threads=1");
    String traced = table("held.jsonl", WordLabels.jsonl(held));
    done("trace", "--bundle=" + bundle(), "--data=" + traced, "--out=" + traces());
    calibrated =
        done(
            "calibrate",
            "--traces=" + traces(),
            "--max-accuracy-drop=" + DROP,
            "--confidence=0.9",
            "--out=" + policy());
    table("corpus.jsonl", WordLabels.jsonl(samples));
  }

  /** Made by the first who asks. */
  static synchronized MultiLabelRun get() {
    MultiLabelRun known = made;
    if (known == null) {
      known = new MultiLabelRun();
      made = known;
    }
    return known;
  }

  /** Writes a table of texts with their sets into the folder. */
  String sets(String name, int rows, long seed) {
    return table(name, WordLabels.jsonl(WordLabels.samples(rows, seed)));
  }
}
