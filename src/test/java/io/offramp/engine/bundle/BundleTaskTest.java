// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyNumbers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest's field {@code task}. */
final class BundleTaskTest {
  private static BundleManifest manifest(Task task) {
    return TinyBundle.manifest(
        TinyBundle.shape().withTask(task),
        false,
        List.of(new BundleFile("model.pt", 1, "0".repeat(64))));
  }

  @Test
  void toJson_severalLabels_isReadBack() {
    BundleManifest manifest = manifest(Task.MULTI_LABEL);
    String json = BundleManifestParser.toJson(manifest);
    assertThat(json).contains("\"task\" : \"multi-label\"");
    BundleManifest read = BundleManifest.fromJson(json, "here");
    assertThat(read.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(read).isEqualTo(manifest);
    assertThat(read.sha256()).isNotEqualTo(manifest(Task.SINGLE_LABEL).sha256());
  }

  @Test
  void toJson_oneLabel_isNotMentioned() {
    String json = BundleManifestParser.toJson(manifest(Task.SINGLE_LABEL));
    assertThat(json).doesNotContain("task");
    assertThat(BundleManifest.fromJson(json, "here").task()).isEqualTo(Task.SINGLE_LABEL);
  }

  @Test
  void fromJson_unknownTask_isRefusedWithThoseThereAre() {
    String json =
        BundleManifestParser.toJson(manifest(Task.MULTI_LABEL)).replace("multi-label", "ranking");
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> BundleManifest.fromJson(json, "here"))
        .withMessageContaining(
            "task 'ranking' (must be one of [single-label, multi-label, regression])");
  }

  private static BundleManifest ofNumbers(double temperature, double r2) {
    EncoderShape numbers = TinyNumbers.shape(new NumberScale(1990.5, 0.25));
    BundleManifest other = manifest(Task.SINGLE_LABEL);
    List<ExitInfo> exits =
        other.exits().stream()
            .map(exit -> new ExitInfo(exit.layer(), exit.flops(), temperature, r2))
            .toList();
    return new BundleManifest(
        numbers, List.of("year"), false, 0, 10, exits, other.files(), other.provenance());
  }

  @Test
  void toJson_numbers_areReadBackWithWhereTheyLie() {
    BundleManifest manifest = ofNumbers(1, -0.5);
    String json = BundleManifestParser.toJson(manifest);
    assertThat(json)
        .contains("\"task\" : \"regression\"", "\"center\" : 1990.5", "\"dev-r2\" : -0.5")
        .doesNotContain("dev-accuracy");
    assertThat(BundleManifest.fromJson(json, "here")).isEqualTo(manifest);
  }

  @Test
  void manifest_numbersWithATemperature_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ofNumbers(2, 0.5))
        .withMessage("Cannot describe an exit of task regression with temperature 2.0 (must be 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ofNumbers(1, 1.5))
        .withMessageContaining("dev accuracy 1.5 (must be at most 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyBundle.shape().withTask(Task.REGRESSION))
        .withMessage("Cannot tell 3 numbers of a row (must be one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NumberScale(0, 0))
        .withMessageContaining("scale 0.0 (must be finite, and the scale positive)");
  }
}
