// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleTensorsTest {
  private final Path folder;

  BundleTensorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void of_aBundle_givesWhatItWasWrittenFrom() {
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), false);
    List<Tensor> written = TinyEncoder.weights(TinyBundle.shape(), 1);
    List<Tensor> read = BundleTensors.of(bundle);
    assertThat(read).extracting(Tensor::name).isEqualTo(names(written));
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).shape()).as(read.get(i).name()).isEqualTo(written.get(i).shape());
      assertThat(read.get(i).values()).as(read.get(i).name()).isEqualTo(written.get(i).values());
    }
  }

  @Test
  void of_anArchiveThatIsNone_isRefusedNamingTheBundle() throws IOException {
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), false);
    Files.writeString(bundle.modelFile(), "no archive");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> BundleTensors.of(bundle))
        .withMessageStartingWith("Cannot read the weights of bundle " + bundle.folder());
  }

  private static List<String> names(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::name).toList();
  }
}
