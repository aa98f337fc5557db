// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.engine.torchscript.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a checkpoint says beside its tensors, as JSON.
 *
 * @param identity of the training
 * @param epoch of the next step, from 1
 * @param stepsOfEpoch steps of that epoch that are done
 * @param lossSum over them
 * @param steps all steps that are done
 * @param bestEpoch the best so far; 0 if none is done
 * @param bestTemperatures of that epoch, by exit
 * @param bestAccuracy of that epoch, by exit
 */
record CheckpointState(
    Map<String, String> identity,
    int epoch,
    int stepsOfEpoch,
    double lossSum,
    int steps,
    int bestEpoch,
    List<Double> bestTemperatures,
    List<Double> bestAccuracy) {
  static final String KIND = "training checkpoint";
  private static final String FORMAT = "offramp-training-checkpoint";
  private static final int FORMAT_VERSION = 1;

  /** What checkpoints that do not say it are of: there was nothing else. */
  private static final Map<String, String> BEFORE = Map.of("dropout", "0.0", "layer decay", "1.0");

  static CheckpointState of(TrainingState state, Map<String, String> identity) {
    return new CheckpointState(
        identity,
        state.epoch(),
        state.stepsOfEpoch(),
        state.lossSum(),
        state.steps(),
        state.best().map(TrainedEncoder::bestEpoch).orElse(0),
        state.best().map(TrainedEncoder::temperatures).orElse(List.of()),
        state.best().map(TrainedEncoder::devAccuracy).orElse(List.of()));
  }

  TrainingState with(
      List<Tensor> weights, List<float[]> means, List<float[]> variances, List<Tensor> best) {
    Optional<TrainedEncoder> kept =
        bestEpoch == 0
            ? Optional.empty()
            : Optional.of(new TrainedEncoder(best, bestTemperatures, bestAccuracy, bestEpoch));
    return new TrainingState(epoch, stepsOfEpoch, lossSum, steps, weights, means, variances, kept);
  }

  /**
   * Refuses another training's checkpoint.
   *
   * @throws IllegalArgumentException naming what differs
   */
  void requireSame(Map<String, String> wanted, Path folder) {
    for (Map.Entry<String, String> part : new TreeMap<>(wanted).entrySet()) {
      String before = BEFORE.getOrDefault(part.getKey(), "");
      String here = identity.getOrDefault(part.getKey(), before);
      if (!here.equals(part.getValue())) {
        throw new IllegalArgumentException(
            "Cannot go on from the checkpoint in %s: its %s differ from this run's: %s, now %s (give the same rows and options, name another --checkpoint-dir, or delete this one)"
                .formatted(folder, part.getKey(), here, part.getValue()));
      }
    }
  }

  String toJson() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", FORMAT_VERSION);
    ObjectNode parts = root.putObject("training");
    identity.forEach(parts::put);
    root.put("epoch", epoch).put("steps-of-epoch", stepsOfEpoch);
    root.put("loss-sum", lossSum).put("steps", steps).put("best-epoch", bestEpoch);
    put(root.putArray("best-temperatures"), bestTemperatures);
    put(root.putArray("best-dev-accuracy"), bestAccuracy);
    return Json.pretty(root);
  }

  private static void put(ArrayNode array, List<Double> numbers) {
    numbers.forEach(array::add);
  }

  static CheckpointState fromJson(String json, String source) {
    JsonFields root = JsonFields.parse(json, KIND, source);
    root.requireFormat(FORMAT, List.of(FORMAT_VERSION), "delete it to start anew");
    CheckpointState state =
        new CheckpointState(
            root.textMap("training"),
            root.smallInteger("epoch"),
            root.smallInteger("steps-of-epoch"),
            root.number("loss-sum"),
            root.smallInteger("steps"),
            root.smallInteger("best-epoch"),
            root.numbers("best-temperatures"),
            root.numbers("best-dev-accuracy"));
    root.refuseUnknown();
    return state;
  }
}
