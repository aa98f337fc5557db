// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script by which Spark finds GPUs, with an {@code nvidia-smi} that is made up. */
final class GpuScriptTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", ".")).resolve("../conf/getGpusResources.sh");

  private final Path bin;

  GpuScriptTest(@TempDir Path bin) throws IOException {
    this.bin = bin;
    for (String tool : List.of("bash", "env", "grep", "seq")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }
  }

  private record Ended(int code, String output, String errors) {}

  /**
   * @param index what nvidia-smi says of numbers, and then how it ends
   */
  private void smi(String index, String mig) throws IOException {
    Path smi = bin.resolve("nvidia-smi");
    Files.writeString(
        smi,
        """
        #!/bin/bash
        case "$*" in
          "--query-gpu=index --format=csv,noheader") %s ;;
          "--query-gpu=mig.mode.current --format=csv,noheader") %s ;;
          *) exit 9 ;;
        esac
        """
            .formatted(index, mig));
    assertThat(smi.toFile().setExecutable(true)).isTrue();
  }

  private Ended run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output, errors);
  }

  private List<String> addresses(Map<String, String> environment) throws Exception {
    Ended ended = run(environment);
    assertThat(ended).isEqualTo(new Ended(0, ended.output(), ""));
    JsonNode json = new ObjectMapper().readTree(ended.output());
    assertThat(json.get("name").asText()).isEqualTo("gpu");
    assertThat(json).hasSize(2);
    List<String> addresses = new ArrayList<>();
    json.get("addresses").forEach(address -> addresses.add(address.textValue()));
    return addresses;
  }

  @Test
  void script_severalGpus_namesThemByNumber() throws Exception {
    smi("printf '0\\n1\\n2\\n'", "printf 'Disabled\\n[N/A]\\n[N/A]\\n'");
    assertThat(addresses(Map.of())).containsExactly("0", "1", "2");
  }

  @Test
  void script_oldDriver_isNotAskedTwice() throws Exception {
    smi("echo 0", "echo 'Field \"mig.mode.current\" is not a valid field to query.' >&2; exit 2");
    assertThat(addresses(Map.of())).containsExactly("0");
  }

  @Test
  void script_someGpusHidden_countsTheOthersAsCudaDoes() throws Exception {
    smi("printf '0\\n1\\n2\\n3\\n'", "echo '[N/A]'");
    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", "3,1"))).containsExactly("0", "1");
    assertThat(addresses(Map.of("CUDA_VISIBLE_DEVICES", "GPU-8932f937-d72c"))).containsExactly("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo 'No devices were found'; exit 6 | echo | nvidia-smi says 'No devices were found' (make it work first)",
        "echo 'No devices were found' | echo | nvidia-smi says 'No devices were found' (must be a number a line)",
        "true | echo | nvidia-smi says '' (must be a number a line)",
        "echo 0 | echo Enabled | a GPU is divided by MIG, and its parts have no number (switch MIG off,"
      })
  void script_noGpuThatHasANumber_isRefused(String index, String mig, String why) throws Exception {
    smi(index, mig);
    assertRefused(run(Map.of()), why);
  }

  @Test
  void script_allGpusHidden_isRefused() throws Exception {
    smi("echo 0", "echo '[N/A]'");
    assertRefused(
        run(Map.of("CUDA_VISIBLE_DEVICES", "")), "CUDA_VISIBLE_DEVICES is '' and hides all");
    assertRefused(
        run(Map.of("CUDA_VISIBLE_DEVICES", "-1")), "CUDA_VISIBLE_DEVICES is '-1' and hides all");
  }

  @Test
  void script_noNvidiaSmi_isRefused() throws Exception {
    assertRefused(
        run(Map.of()),
        "there is no nvidia-smi on the PATH (install NVIDIA's driver, or give the container GPUs)");
  }

  private static void assertRefused(Ended ended, String why) {
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).isEmpty();
    assertThat(ended.errors())
        .startsWith("Cannot tell the GPUs of this machine: ")
        .contains(why)
        .hasLineCount(1);
  }
}
