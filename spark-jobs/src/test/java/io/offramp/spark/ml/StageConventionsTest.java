// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.spark.fixture.SparkExtension;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Spark ML expects of any stage, asked of every stage. */
@ExtendWith(SparkExtension.class)
final class StageConventionsTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private final Path folder;

  StageConventionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static List<Params> stages() {
    return List.of(
        new EarlyExitClassifier(),
        new EarlyExitClassificationModel(),
        new ExitThresholdCalibrator(),
        new ExitThresholdModel(),
        new EarlyExitEvaluator());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void params_all_haveADocAndASetter(Params stage) {
    List<String> setters =
        Arrays.stream(stage.getClass().getMethods()).map(Method::getName).toList();
    assertThat(stage.params()).isNotEmpty();
    for (Param<?> param : stage.params()) {
      assertThat(param.doc()).as(param.name()).isNotBlank();
      assertThat(param.parent()).isEqualTo(stage.uid());
      if (!List.of("policyJson", "bundleSha256").contains(param.name())) {
        assertThat(setters)
            .contains(
                "set"
                    + param.name().substring(0, 1).toUpperCase(Locale.ROOT)
                    + param.name().substring(1));
      }
      assertThat(stage.explainParams()).contains(param.name() + ": " + param.doc());
    }
  }

  /** Values other than the defaults, for every parameter that is a text, a number or a flag. */
  private static Object other(String name) {
    return switch (name) {
      case "batchSize" -> 9;
      case "dedupe" -> true;
      case "seed" -> 99L;
      case "maxAccuracyDrop", "maxDisagreement", "maxCost", "confidence", "minAccuracy" -> 0.125;
      case "signal" -> "margin";
      case "calibration" -> "none";
      case "precision" -> "bf16";
      case "task" -> "multi-label";
      case "bundleSha256" -> SHA256;
      case "ifNotCertified" -> "full-depth";
      case "metricName" -> "meanCost";
      case "classes" -> new String[] {"a", "b"};
      case "costs" -> new double[] {1, 2};
      default -> "other " + name;
    };
  }

  @ParameterizedTest
  @MethodSource("stages")
  void load_everyParamSet_comesBackWithItsUid(Params stage)
      throws IOException, NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    for (Param<?> param : stage.params()) {
      stage.set(param.name(), other(param.name()));
      assertThat(stage.isSet(param)).isTrue();
    }
    String path = folder.resolve("stage").toString();
    ((MLWritable) stage).save(path);
    Params loaded = (Params) stage.getClass().getMethod("load", String.class).invoke(null, path);
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(values(loaded)).containsExactlyElementsOf(values(stage)).isNotEmpty();
  }

  private static List<String> values(Params stage) {
    return Stream.of(stage.params())
        .map(param -> param.name() + "=" + shown(stage.getOrDefault(param)))
        .toList();
  }

  private static String shown(Object value) {
    return value instanceof Object[] texts
        ? Arrays.toString(texts)
        : value instanceof double[] numbers ? Arrays.toString(numbers) : value.toString();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void copy_withExtra_changesTheCopyAlone(Params stage) {
    Param<?> first = stage.params()[0];
    ParamMap extra = new ParamMap();
    extra.put(stage.getParam(first.name()), other(first.name()));
    Params copy = stage.copy(extra);
    assertThat(copy).isNotSameAs(stage).hasSameClassAs(stage);
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(shown(copy.getOrDefault(copy.getParam(first.name()))))
        .isEqualTo(shown(other(first.name())));
    assertThat(stage.isSet(first)).isFalse();
  }

  @Test
  void set_wrongValues_areRefused() {
    EarlyExitClassifier stage = new EarlyExitClassifier();
    for (Runnable wrong :
        List.<Runnable>of(
            () -> stage.setInputCol(" "),
            () -> stage.setModelUrl(""),
            () -> stage.setBatchSize(0),
            () -> stage.setMaxAccuracyDrop(0),
            () -> stage.setMaxDisagreement(1),
            () -> stage.setConfidence(1),
            () -> stage.setSignal("hope"),
            () -> stage.setCalibration("hope"),
            () -> stage.setPrecision("int8"),
            () -> stage.setLabelCol(""),
            () -> stage.setIfNotCertified("maybe"),
            () -> stage.set(stage.bundleSha256(), "abc"),
            () -> new ExitThresholdCalibrator().setProbabilitiesCol(""),
            () -> new ExitThresholdCalibrator().setBundleSha256("abc"),
            () -> new EarlyExitEvaluator().setPredictionCol(""))) {
      assertThatIllegalArgumentException().isThrownBy(wrong::run);
    }
  }
}
