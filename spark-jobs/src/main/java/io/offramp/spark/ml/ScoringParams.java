// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.PrecisionMode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The parameters that say which bundle runs over which columns, and how. */
public final class ScoringParams {
  private static final int DEFAULT_BATCH_SIZE = 32;

  final Param<String> modelUrl;
  final Param<String> bundleSha256;
  final Param<String> inputCol;
  final Param<String> inputPairCol;
  final Param<String> outputPrefix;
  final IntParam batchSize;
  final Param<String> precision;
  final BooleanParam dedupe;
  final Param<String> duplicateCol;
  final Param<String> task;

  ScoringParams(Params stage) {
    modelUrl =
        Texts.filled(
            stage,
            "modelUrl",
            "folder of the bundle: a path that every machine sees, or a URI that Hadoop reads");
    bundleSha256 =
        Texts.matching(
            stage,
            "bundleSha256",
            "identity the bundle must have, 64 hexadecimal digits; empty: whatever is at modelUrl",
            "[0-9a-f]{64}|");
    inputCol = Texts.filled(stage, "inputCol", "string column with the text");
    inputPairCol =
        Texts.filled(
            stage, "inputPairCol", "string column with the second text, for bundles of text pairs");
    outputPrefix = new Param<>(stage, "outputPrefix", "put before the names of the added columns");
    batchSize =
        new IntParam(
            stage,
            "batchSize",
            "rows of 64 tokens run together, at least 1; unless it is set, 64 for encoders of less than 256 wide, and 512 on a GPU",
            ParamValidators.gtEq(1));
    List<String> modes = PrecisionMode.ids();
    precision =
        new Param<>(
            stage,
            "precision",
            "what the model computes in: " + String.join(", ", modes),
            ParamValidators.inArray(modes));
    dedupe =
        new BooleanParam(
            stage,
            "dedupe",
            "whether a row is answered with an earlier one of the same text that is still on its way in the task, and not scored itself");
    duplicateCol =
        new Param<>(
            stage,
            "duplicateCol",
            "name of a boolean column that is added to say which rows dedupe spared; empty: none");
    task =
        Texts.oneOf(
            stage,
            "task",
            "what the bundle says of a row, as its manifest does: one label, a set of them or a number",
            Task.SINGLE_LABEL.id(),
            Task.MULTI_LABEL.id(),
            Task.REGRESSION.id());
    stage.setDefault(bundleSha256, "");
    stage.setDefault(inputCol, "text");
    stage.setDefault(inputPairCol, "text_pair");
    stage.setDefault(outputPrefix, "");
    stage.setDefault(batchSize, DEFAULT_BATCH_SIZE);
    stage.setDefault(precision, PrecisionMode.FP32.id());
    stage.setDefault(dedupe, false);
    stage.setDefault(duplicateCol, "");
    stage.setDefault(task, Task.SINGLE_LABEL.id());
  }

  /** What the bundle is to say of a row. */
  Task task(Params stage) {
    return Task.ofId(stage.getOrDefault(task));
  }

  /**
   * The names of prediction, confidence, exit, cost, truncated and error, and where several labels
   * may apply of probabilities.
   */
  List<String> added(Params stage) {
    Stream<String> names =
        Stream.of("prediction", "confidence", "exit", "cost", "truncated", "error");
    Stream<String> more =
        task(stage) == Task.MULTI_LABEL ? Stream.of("probabilities") : Stream.empty();
    return Stream.concat(names, more).map(name -> stage.getOrDefault(outputPrefix) + name).toList();
  }

  /**
   * The input's columns, the {@linkplain #added added} ones and {@link #duplicateCol}, if there is
   * one.
   *
   * @throws IllegalArgumentException if the text column is missing or no string, or an added column
   *     is there already
   */
  StructType scored(Params stage, StructType schema) {
    InputColumns.text(schema, stage.getOrDefault(inputCol), "inputCol");
    List<String> names = added(stage);
    InputColumns.requireAbsent(schema, names);
    boolean sets = task(stage) == Task.MULTI_LABEL;
    DataType prediction =
        switch (task(stage)) {
          case SINGLE_LABEL -> DataTypes.StringType;
          case MULTI_LABEL -> DataTypes.createArrayType(DataTypes.StringType);
          case REGRESSION -> DataTypes.DoubleType;
        };
    StructType scored =
        schema
            .add(names.get(0), prediction)
            .add(names.get(1), DataTypes.DoubleType)
            .add(names.get(2), DataTypes.IntegerType)
            .add(names.get(3), DataTypes.DoubleType)
            .add(names.get(4), DataTypes.BooleanType)
            .add(names.get(5), DataTypes.StringType);
    if (sets) {
      scored = scored.add(names.get(6), DataTypes.createArrayType(DataTypes.FloatType));
    }
    String duplicate = stage.getOrDefault(duplicateCol);
    if (duplicate.isEmpty()) {
      return scored;
    }
    if (InputColumns.hasInAnyCase(scored, duplicate)) {
      throw new IllegalArgumentException(
          "Cannot add column '%s': there is one already (name another with duplicateCol)"
              .formatted(duplicate));
    }
    return scored.add(duplicate, DataTypes.BooleanType);
  }

  /**
   * Opens the bundle.
   *
   * @throws IllegalArgumentException if none was set, or its task is not the stage's
   * @throws IllegalStateException if it is not the one expected
   * @throws io.offramp.engine.bundle.BundleException if there is none, or a file was changed
   */
  Bundle open(Params stage) {
    if (!stage.isSet(modelUrl)) {
      throw new IllegalArgumentException(
          "Cannot score with stage " + stage.uid() + ": it has no bundle (call setBundle first)");
    }
    Bundle bundle = Bundles.openTrained(stage.getOrDefault(modelUrl));
    String expected = stage.getOrDefault(bundleSha256);
    if (!expected.isEmpty()) {
      Bundles.requireSame(bundle, expected);
    }
    Task known = bundle.manifest().task();
    if (known != task(stage)) {
      throw new IllegalArgumentException(
          "Cannot score with stage %s: its task is %s, that of bundle %s is %s (call setBundle, or setTask)"
              .formatted(stage.uid(), task(stage).id(), bundle.location(), known.id()));
    }
    return bundle;
  }

  /** Rows run together; 0: what suits the device. */
  int batchSize(Params stage) {
    return stage.isSet(batchSize)
        ? (Integer) stage.getOrDefault(batchSize)
        : PartitionFunction.BY_DEVICE;
  }

  /** What to compute in, or that it is to be chosen. */
  PrecisionMode precision(Params stage) {
    return PrecisionMode.ofId(stage.getOrDefault(precision));
  }
}
