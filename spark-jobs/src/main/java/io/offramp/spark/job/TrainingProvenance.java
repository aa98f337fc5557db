// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import ai.djl.engine.Engine;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.Objective;
import io.offramp.engine.train.TrainingOptions;
import java.util.Map;
import java.util.TreeMap;

/** Writes down how a bundle came to be. */
final class TrainingProvenance {
  private TrainingProvenance() {}

  /**
   * The provenance of a trained bundle.
   *
   * @param begin which bundle's weights were trained on, if any
   */
  static BundleProvenance of(TrainRequest request, TrainingStart begin, int rows, int devRows) {
    Map<String, String> data = new TreeMap<>();
    data.put("train", request.data() + ", " + rows + " rows");
    data.put("dev", request.dev() + ", " + devRows + " rows");
    begin.origin().ifPresent(bundle -> data.put("init", bundle));
    Map<String, String> options = options(request, begin.task());
    begin.modelType().ifPresent(type -> options.put(BundleProvenance.MODEL_TYPE, type));
    return new BundleProvenance(Clock.now(), data, request.options().seed(), options, versions());
  }

  private static Map<String, String> options(TrainRequest request, Task task) {
    TrainingOptions options = request.options();
    Objective objective = options.objective();
    Map<String, String> written = new TreeMap<>();
    written.put("epochs", String.valueOf(options.epochs()));
    written.put("patience", String.valueOf(options.patience()));
    written.put("batch-size", String.valueOf(options.batchSize()));
    written.put("learning-rate", String.valueOf(options.rate().peak()));
    written.put("layer-decay", String.valueOf(options.rate().layerDecay()));
    written.put("warm-up", String.valueOf(options.rate().warmUpShare()));
    written.put("weight-decay", String.valueOf(options.weightDecay()));
    written.put("word-dropout", String.valueOf(options.wordDropout()));
    written.put("dropout", String.valueOf(options.dropout()));
    written.put("threads", String.valueOf(options.threads()));
    request.task().ifPresent(asked -> written.put("task", asked.id()));
    options.clipNorm().ifPresent(norm -> written.put("clip-norm", String.valueOf(norm)));
    written.put("exit-weights", objective.weights().toString());
    if (objective.distill() > 0) {
      written.put("distill", String.valueOf(objective.distill()));
      if (task != Task.REGRESSION) { // numbers are not softened
        written.put("distill-temperature", String.valueOf(objective.temperature()));
      }
    }
    String learnt =
        request.init().isPresent() ? "the first bundle's" : "learnt from the training rows";
    written.put("tokenizer", request.tokenizer().orElse(learnt));
    return written;
  }

  /** Of what a bundle is made with. */
  static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>(BundleProvenance.currentVersions());
    versions.put("djl", Engine.getDjlVersion());
    versions.put("libtorch", Engine.getEngine("PyTorch").getVersion());
    return versions;
  }
}
