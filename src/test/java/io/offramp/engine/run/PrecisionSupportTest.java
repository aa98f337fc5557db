// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.engine.encoder.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionSupportTest {
  private static final String NONE = "this processor has no bf16";

  private final Path folder;

  PrecisionSupportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path processors(String... flags) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String ofOne : flags) {
      text.append("processor\t: 0\nmodel name\t: amx_bf16 in name only\nflags\t\t: ")
          .append(ofOne)
          .append("\n\n");
    }
    return Files.writeString(folder.resolve("cpuinfo"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fpu amx_bf16 avx", "avx512_bf16", "fpu avx512_bf16 amx_bf16"})
  void ofProcessor_withBf16_isNoObstacle(String flags) throws IOException {
    assertThat(PrecisionSupport.ofProcessor(Precision.BF16, processors(flags, flags))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fpu avx2 avx512f", "avx512_bf16x"})
  void ofProcessor_withoutBf16_saysSo(String flags) throws IOException {
    assertThat(PrecisionSupport.ofProcessor(Precision.BF16, processors(flags))).hasValue(NONE);
  }

  @Test
  void ofProcessor_oneWithoutBf16_countsForAll() throws IOException {
    assertThat(PrecisionSupport.ofProcessor(Precision.BF16, processors("amx_bf16", "avx2")))
        .hasValue(NONE);
  }

  @Test
  void ofProcessor_noSuchFile_isUnknown() {
    assertThat(PrecisionSupport.ofProcessor(Precision.BF16, folder.resolve("absent")))
        .hasValue("this machine does not say whether its processor has bf16");
  }

  @Test
  void ofProcessor_fp32AndFp16_dependOnNoFlag() {
    Path absent = folder.resolve("absent");
    assertThat(PrecisionSupport.ofProcessor(Precision.FP32, absent)).isEmpty();
    assertThat(PrecisionSupport.ofProcessor(Precision.FP16, absent)).hasValue("a CPU has no fp16");
  }

  @Test
  void obstacle_onAGpu_isNone() {
    for (Precision precision : List.of(Precision.values())) {
      assertThat(PrecisionSupport.obstacle(Device.gpu(), precision)).isEmpty();
    }
  }
}
