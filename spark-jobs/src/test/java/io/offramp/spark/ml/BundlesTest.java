// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundlesTest {
  @Test
  void open_pathOrFileUri_opensTheSame(@TempDir Path parent) {
    Path folder = TinyBundle.copyTo(parent.resolve("with space"));
    Bundle byPath = Bundles.open(folder.toString());
    assertThat(byPath.sha256()).isEqualTo(TinyBundle.get().sha256());
    assertThat(Bundles.open(folder.toUri().toString()).folder()).isEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs://host/bundle", "s3a://bucket/bundle", "https://host/bundle"})
  void open_otherScheme_saysToCopyIt(String location) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bundles.open(location))
        .withMessage(
            "Cannot open bundle %s (must be a local folder; copy it to the machines first)"
                .formatted(location));
  }
}
