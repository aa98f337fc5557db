// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import ai.djl.engine.Engine;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.train.Objective;
import io.offramp.engine.train.TrainingOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes down how a bundle came to be. */
final class TrainingProvenance {
  private TrainingProvenance() {}

  static BundleProvenance of(TrainRequest request, Optional<String> origin, int rows, int devRows) {
    Map<String, String> data = new TreeMap<>();
    data.put("train", request.data() + ", " + rows + " rows");
    data.put("dev", request.dev() + ", " + devRows + " rows");
    origin.ifPresent(bundle -> data.put("init", bundle));
    return new BundleProvenance(
        Clock.now(), data, request.options().seed(), options(request), versions());
  }

  private static Map<String, String> options(TrainRequest request) {
    TrainingOptions options = request.options();
    Objective objective = options.objective();
    Map<String, String> written = new TreeMap<>();
    written.put("epochs", String.valueOf(options.epochs()));
    written.put("patience", String.valueOf(options.patience()));
    written.put("batch-size", String.valueOf(options.batchSize()));
    written.put("learning-rate", String.valueOf(options.learningRate()));
    written.put("warm-up", String.valueOf(options.warmUpShare()));
    written.put("weight-decay", String.valueOf(options.weightDecay()));
    written.put("word-dropout", String.valueOf(options.wordDropout()));
    written.put("threads", String.valueOf(options.threads()));
    request.task().ifPresent(task -> written.put("task", task.id()));
    options.clipNorm().ifPresent(norm -> written.put("clip-norm", String.valueOf(norm)));
    written.put("exit-weights", objective.weights().toString());
    if (objective.distill() > 0) {
      written.put("distill", String.valueOf(objective.distill()));
      written.put("distill-temperature", String.valueOf(objective.temperature()));
    }
    String learnt =
        request.init().isPresent() ? "the first bundle's" : "learnt from the training rows";
    written.put("tokenizer", request.tokenizer().orElse(learnt));
    return written;
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
