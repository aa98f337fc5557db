// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.calibration.json.Sha256;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchScriptArchiveTest {
  private static final String METHODS =
      """
        def forward(self: __torch__.Affine, x: Tensor) -> Tensor:
          return torch.add(torch.mul(x, self.scale), self.offset)
        def weights(self: __torch__.Affine, x: Tensor) -> Tensor:
          return torch.reshape(torch.transpose(self.cube, 0, 2), [24])
      """;

  private final Path folder;

  TorchScriptArchiveTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static float[] upTo(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  private static TorchScriptModule affine(float scale) {
    return new TorchScriptModule(
        "Affine",
        List.of(
            new Tensor("scale", new long[0], new float[] {scale}),
            new Tensor("cube", new long[] {2, 3, 4}, upTo(24))),
        List.of(
            new Tensor(
                "offset",
                new long[] {3},
                new float[] {-0.5f, Float.MIN_VALUE, Float.POSITIVE_INFINITY})),
        METHODS);
  }

  private Path write(String name, TorchScriptModule module) throws IOException {
    Path file = folder.resolve(name);
    TorchScriptArchive.write(module, file);
    return file;
  }

  @Test
  void write_parametersAndBuffers_computeInLibtorch() throws IOException {
    Path file = write("affine.pt", affine(3));
    try (TorchModule module = TorchModule.load(file, Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {2, 0, 0});
      assertThat(module.call("forward", x).toFloatArray())
          .containsExactly(5.5f, Float.MIN_VALUE, Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void write_tensorOfThreeDimensions_keepsItsLayout() throws IOException {
    Path file = write("affine.pt", affine(1));
    try (TorchModule module = TorchModule.load(file, Device.cpu());
        NDManager scope = module.newScope()) {
      float[] transposed = module.call("weights", scope.zeros(new Shape(1))).toFloatArray();
      for (int i = 0; i < 24; i++) {
        int k = i / 6;
        int j = i / 2 % 3;
        assertThat(transposed[i]).isEqualTo((i % 2) * 12 + j * 4 + k);
      }
    }
  }

  @Test
  void write_forTraining_onlyParametersAreTrainable() throws IOException {
    Path file = write("affine.pt", affine(3));
    try (TorchModule module = TorchModule.loadForTraining(file)) {
      assertThat(module.block().getParameters().keys()).containsExactly("scale", "cube");
      assertThat(module.block().getParameters().get("scale").getArray().toFloatArray())
          .containsExactly(3);
    }
  }

  @Test
  void write_equalModules_giveEqualBytesInEveryTimeZone() throws IOException {
    String here = Sha256.of(write("here.pt", affine(3)));
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String id : new String[] {"Pacific/Kiritimati", "America/Los_Angeles", "UTC"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(id));
        assertThat(Sha256.of(write("there.pt", affine(3)))).as(id).isEqualTo(here);
      }
    } finally {
      TimeZone.setDefault(zone);
    }
    assertThat(Sha256.of(write("other.pt", affine(4)))).isNotEqualTo(here);
  }

  @Test
  void write_overAnotherArchive_replacesIt() throws IOException {
    Path first = write("first.pt", affine(3));
    Files.write(folder.resolve("second.pt"), new byte[1 << 16]);
    assertThat(write("second.pt", affine(3))).hasSameBinaryContentAs(first);
  }
}
