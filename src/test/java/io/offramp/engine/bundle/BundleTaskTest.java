// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.TinyBundle;
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
        .withMessageContaining("task 'ranking' (must be one of [single-label, multi-label])");
  }
}
