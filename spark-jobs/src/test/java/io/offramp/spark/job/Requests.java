// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.RiskTarget;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests as the commands' defaults would make them, but small. */
final class Requests {
  private Requests() {}

  static TraceRequest trace(Bundle bundle, String data, Path out) {
    return trace(bundle, data, out, TextColumns.DEFAULT);
  }

  static TraceRequest trace(Bundle bundle, String data, Path out, TextColumns columns) {
    return trace(bundle, data, out, columns, PrecisionMode.FP32);
  }

  static TraceRequest trace(
      Bundle bundle, String data, Path out, TextColumns columns, PrecisionMode precision) {
    return new TraceRequest(
        bundle.folder().toString(),
        data,
        Optional.empty(),
        out.toString(),
        TableWriter.Mode.ERROR,
        columns,
        OptionalInt.of(8),
        0,
        precision);
  }

  static TraceRequest traceOfSlices(Bundle bundle, String data, Path out, List<String> slices) {
    return new TraceRequest(
        bundle.folder().toString(),
        data,
        Optional.empty(),
        out.toString(),
        TableWriter.Mode.ERROR,
        TextColumns.DEFAULT,
        slices,
        OptionalInt.of(8),
        0,
        PrecisionMode.FP32);
  }

  static CalibrateRequest calibrate(Path traces, RiskTarget target, Path out) {
    return calibrate(TraceSource.of(traces.toString()), GoalRequest.of(target, 0.9), out);
  }

  static CalibrateRequest calibrate(TraceSource traces, GoalRequest goal, Path out) {
    return new CalibrateRequest(traces, goal, MethodRequest.DEFAULT, false, 5, out.toString());
  }

  /** One epoch of an encoder that is too small to learn much. */
  static TrainRequest train(
      String data, String dev, Path out, Optional<String> tokenizer, long seed) {
    return new TrainRequest(
        data,
        dev,
        Optional.empty(),
        TextColumns.DEFAULT,
        tokenizer,
        100,
        16,
        2,
        8,
        2,
        16,
        List.of(1, 2),
        Pooling.MEAN,
        new TrainingOptions(1, 1, 8, 1e-3, 0.06, 0.01, 0.1, seed, 1),
        out.toString(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static TrainRequest train(String data, String dev, Path out) {
    return train(data, dev, out, Optional.empty(), 1);
  }
}
