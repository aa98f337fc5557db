// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints whose rows have sets of labels. */
final class MultiLabelCheckpointTest {
  private final Path folder;

  MultiLabelCheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Bundle imported(Path from, String name) {
    return Importer.run(HfFolder.options(from, folder.resolve(name))).bundle();
  }

  @Test
  void run_multiLabelClassification_isTheTaskThereAndBack() throws IOException {
    Path from = HfFolder.copy("bert", folder);
    HfFolder.config(from, config -> config.put("problem_type", "multi_label_classification"));
    Bundle bundle = imported(from, "bundle");
    assertThat(bundle.manifest().task()).isEqualTo(Task.MULTI_LABEL);
    Path out = folder.resolve("out");
    Exporter.run(bundle, out);
    assertThat(Files.readString(out.resolve("config.json")))
        .contains("multi_label_classification")
        .doesNotContain("single_label_classification");
    Bundle again = imported(out, "again");
    assertThat(again.manifest().shape()).isEqualTo(bundle.manifest().shape());
    assertThat(again.manifest().labels()).isEqualTo(bundle.manifest().labels());
    Bundle single = imported(HfFolder.of("bert"), "single");
    assertThat(single.manifest().task()).isEqualTo(Task.SINGLE_LABEL);
  }
}
