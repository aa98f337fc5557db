// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page shows the script by which the module of the tests was made, and it keeps the contract.
 */
final class ContractPageTest {
  private static final Path SRC = Path.of(System.getProperty("basedir", "."));
  private static final Path MADE = SRC.resolve("test/resources/io/offramp/engine/module");
  private static final Path PAGE = SRC.resolve("site/markdown/torchscript-contract.md");

  @Test
  void page_listing_isTheScriptThatMadeTheModule() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```python\n") + "```python\n".length();
    assertThat(page.substring(start, page.indexOf("```", start)))
        .isEqualTo(Files.readString(MADE.resolve("export_module.py")));
  }

  @Test
  void run_moduleThatTheScriptMade_isImported(@TempDir Path folder) {
    ModuleImportReport report =
        ModuleImporter.run(
            new ModuleImportOptions(
                MADE.resolve("model.pt"),
                MADE.resolve("module.json"),
                folder.resolve("bundle"),
                "2026-01-31T12:00:00Z"));
    Bundle bundle = report.bundle();
    assertThat(bundle.manifest().labels()).containsExactly("other", "good");
    assertThat(bundle.manifest().architecture().exits()).isEqualTo(3);
    assertThat(report.notes().get(0)).doesNotContain("near a threshold");
  }
}
