// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows whose label is told by which tokens they have most of. */
final class TinyTask {
  static final int CLASSES = 3;
  static final int PADDING = 0;
  static final EncoderShape SHAPE =
      new EncoderShape(32, 12, 1, 16, 2, 2, 32, List.of(1, 2), CLASSES, Pooling.MEAN);
  static final TrainingOptions OPTIONS = new TrainingOptions(6, 6, 16, 0.005, 0.1, 0.01, 0.1, 1, 1);
  static final TrainingListener SILENT =
      new TrainingListener() {
        @Override
        public void onStep(int epoch, int step, int steps, double loss) {}

        @Override
        public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {}
      };

  private static final int FIRST = 2;
  private static final int WORDS = 4;
  private static final int WORDS_OF_A_CLASS = 8;

  private TinyTask() {}

  static List<LabelledRow> rows(int count, long seed) {
    Random random = new Random(seed);
    List<LabelledRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(CLASSES);
      int[] ids = new int[4 + random.nextInt(8)];
      ids[0] = FIRST;
      for (int t = 1; t < ids.length; t++) {
        int kind = random.nextInt(4) == 0 ? random.nextInt(CLASSES) : label;
        ids[t] = WORDS + kind * WORDS_OF_A_CLASS + random.nextInt(WORDS_OF_A_CLASS);
      }
      rows.add(new LabelledRow(new TokenizedText(ids, new int[ids.length], false), label));
    }
    return rows;
  }

  /** The same rows, each with a label that is wrong. */
  static List<LabelledRow> mislabelled(List<LabelledRow> rows) {
    return rows.stream()
        .map(row -> new LabelledRow(row.text(), (row.label() + 1) % CLASSES))
        .toList();
  }

  static TrainingOptions options(int epochs, int patience, double learningRate, long seed) {
    return new TrainingOptions(
        epochs,
        patience,
        OPTIONS.batchSize(),
        learningRate,
        OPTIONS.rate().warmUpShare(),
        OPTIONS.weightDecay(),
        OPTIONS.wordDropout(),
        seed,
        OPTIONS.threads());
  }

  /** {@link #OPTIONS} with dropout. */
  static TrainingOptions dropping(double dropout) {
    return new TrainingOptions(
        OPTIONS.epochs(),
        OPTIONS.patience(),
        OPTIONS.batchSize(),
        OPTIONS.rate(),
        OPTIONS.weightDecay(),
        OPTIONS.wordDropout(),
        dropout,
        OPTIONS.seed(),
        OPTIONS.threads(),
        OPTIONS.clipNorm(),
        OPTIONS.objective());
  }
}
