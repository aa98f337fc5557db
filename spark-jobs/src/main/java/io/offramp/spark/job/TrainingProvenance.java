// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import ai.djl.engine.Engine;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.train.TrainingOptions;
import java.util.Map;

/** Writes down how a bundle came to be. */
final class TrainingProvenance {
  private TrainingProvenance() {}

  static BundleProvenance of(TrainRequest request, int rows, int devRows) {
    TrainingOptions options = request.options();
    return new BundleProvenance(
        Clock.now(),
        Map.of(
            "train", request.data() + ", " + rows + " rows",
            "dev", request.dev() + ", " + devRows + " rows"),
        options.seed(),
        Map.of(
            "epochs", String.valueOf(options.epochs()),
            "patience", String.valueOf(options.patience()),
            "batch-size", String.valueOf(options.batchSize()),
            "learning-rate", String.valueOf(options.learningRate()),
            "warm-up", String.valueOf(options.warmUpShare()),
            "weight-decay", String.valueOf(options.weightDecay()),
            "word-dropout", String.valueOf(options.wordDropout()),
            "threads", String.valueOf(options.threads()),
            "tokenizer", request.tokenizer().orElse("learnt from the training rows")),
        versions());
  }

  /** Of what a bundle is made with. */
  static Map<String, String> versions() {
    return Map.of(
        "offramp", OfframpVersion.current(),
        "djl", Engine.getDjlVersion(),
        "libtorch", Engine.getEngine("PyTorch").getVersion(),
        "java", System.getProperty("java.version", "unknown"),
        "platform",
            System.getProperty("os.name", "unknown")
                + " "
                + System.getProperty("os.arch", "unknown"));
  }
}
