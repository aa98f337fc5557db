// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.engine.fixture.TinyModule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that break the contract, each in one way. */
final class ConformanceTest {
  private static final String WHOLE =
      """
        def forward(self: __torch__.Own, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
          return self.exit_2(self.segment_2(self.segment_1(self.embed(ids, types), mask), mask), mask)
      """;

  private final Path folder;

  ConformanceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void assertRefused(String methods, String manifest, String message) {
    TinyModule.write(folder, methods, manifest);
    assertThatExceptionOfType(ModuleException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageStartingWith("Cannot import %s: ".formatted(folder.resolve("model.pt")))
        .withMessageContaining(message)
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return torch.sin(torch.matmul(hidden, torch.type_as(self.mix, hidden)))|return torch.slice(hidden, 2, 0, 4)|method segment_2 gave [1,8,4] (must be [1,8,8], the width of the manifest)",
        "return torch.embedding(self.words, ids)|return torch.to(ids, 6)|method embed gave [1,8] (must be [1,8,8], the width of the manifest)",
        "return torch.embedding(self.words, ids)|return torch.to(torch.embedding(self.words, ids), 4)|method embed gave int64 (must be float32)",
        "def exit_2(|def exit_two(|method exit_2 is missing (the manifest has 2 exits; methods there: embed, exit_1, exit_two,",
        "return torch.softmax(torch.neg(torch.matmul(self.pool(hidden, mask), self.head)), -1)|return torch.to(torch.softmax(torch.matmul(self.pool(hidden, mask), self.head), -1), 4)|method exit_2 gave int64 (must be float32; end with .float())",
        "return torch.softmax(torch.neg(torch.matmul(self.pool(hidden, mask), self.head)), -1)|return torch.neg(torch.matmul(self.pool(hidden, mask), self.head))|must be probabilities, whose sum is 1; end with .softmax(-1))",
        "return torch.softmax(torch.neg(torch.matmul(self.pool(hidden, mask), self.head)), -1)|return self.pool(hidden, mask)|method exit_2 gave [1,8] (must be [1,3], the labels of the manifest)",
        "torch.matmul(self.pool(hidden, mask), self.head), -1)|torch.matmul(torch.sub(self.pool(hidden, mask), torch.mean(self.pool(hidden, mask), [0], True)), self.head), -1)|method exit_1 gives a row another answer beside other rows",
        "own = torch.to(torch.unsqueeze(mask, -1), 6)|own = torch.ones_like(torch.to(hidden, 6))|method exit_1 gives a row of 3 tokens another answer when it is padded to 16",
        "return torch.tanh(|return torch.tanh_(hidden) if True else torch.tanh(|changes the hidden states that it is given",
        "return torch.sin(torch.matmul(hidden, torch.type_as(self.mix, hidden)))|return hidden|method segment_2 changes the hidden states that it is given, or gives the same tensor",
        "return torch.tanh(|return torch.dropout(torch.matmul(hidden, self.mix), 0.5, True) if True else torch.tanh(|method segment_1 gave other numbers when it was called again",
        "torch.unsqueeze(mask, -1)|torch.unsqueeze(mask, 5)|Dimension out of range",
      })
  void run_brokenModule_isRefusedByMethod(String part, String instead, String message) {
    assertThat(TinyModule.METHODS).contains(part);
    assertRefused(TinyModule.METHODS.replace(part, instead), TinyModule.manifest(), message);
  }

  @Test
  void run_moduleOfFewerPositionsThanTheManifestSays_isRefusedAtItsLongestRow() {
    String places =
        "torch.add(torch.embedding(self.words, ids), torch.slice(torch.unsqueeze(self.words, 0), 1, 0, torch.size(ids, 1)))";
    String methods = TinyModule.METHODS.replace("torch.embedding(self.words, ids)", places);
    String manifest = TinyModule.manifest().replace("max-length\": 24", "max-length\": 4000");
    assertRefused(methods, manifest, "method embed failed on int64 [1,4000], int64 [1,4000]: ");
  }

  @Test
  void run_moduleThatRemembers_isRefused() {
    String methods =
        TinyModule.METHODS
            .replace(
                "    return torch.embedding(self.words, ids)",
                "    self.seen = torch.to(torch.sum(ids), 6)\n    return torch.embedding(self.words, ids)")
            .replace("torch.sin(torch.matmul", "torch.sin(torch.add(self.seen, torch.matmul")
            .replace("(self.mix, hidden)))\n  def pool", "(self.mix, hidden))))\n  def pool");
    assertRefused(methods, TinyModule.manifest(), "method exit_2 gives a row another answer ");
  }

  @Test
  void run_moreExitsThanTheManifestHas_isRefused() {
    String more =
        TinyModule.METHODS
            + TinyModule.METHODS
                .substring(TinyModule.METHODS.indexOf("  def exit_2"))
                .replace("exit_2", "exit_3");
    assertRefused(
        more,
        TinyModule.manifest(),
        "the manifest has 2 exits, but the module has a method exit_3 (describe all exits");
  }

  @Test
  void run_severalTensors_areRefused() {
    String methods =
        TinyModule.METHODS
            .replace(
                "(self: __torch__.Own, ids: Tensor, types: Tensor) -> Tensor",
                "(self: __torch__.Own, ids: Tensor, types: Tensor) -> Tuple[Tensor, Tensor]")
            .replace("return torch.embedding(self.words, ids)", "return (ids, types)");
    assertRefused(
        methods,
        TinyModule.manifest(),
        "method embed failed on int64 [1,8], int64 [1,8]: it gave a value of type (Tensor, Tensor)");
  }

  @Test
  void run_forward_mustSayWhatTheLastExitSays() {
    String wrong = WHOLE.replace("self.exit_2(", "self.exit_1(");
    assertRefused(
        TinyModule.METHODS + wrong,
        TinyModule.manifest(),
        "method forward differs from embed, all segments and exit_2 by ");
    assertThat(
            TinyModule.bundle(
                folder.resolve("right"), TinyModule.METHODS + WHOLE, TinyModule.manifest()))
        .isNotNull();
  }

  @Test
  void run_bfloat16OfAModuleThatTakesNone_isRefused() {
    String manifest =
        TinyModule.manifest()
            .replace("\"width\"", "\"precision\": [\"fp32\", \"bf16\"], \"width\"");
    String methods = TinyModule.METHODS.replace("torch.type_as(self.mix, hidden)", "self.mix");
    assertRefused(methods, manifest, "method segment_1 failed on bfloat16 [1,8,8], bool [1,8]: ");
  }
}
