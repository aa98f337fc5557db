// SPDX-License-Identifier: Apache-2.0
/**
 * Tests with processes of their own: the launcher, new JVMs, and a standalone Spark cluster, with
 * made-up GPUs too; the Python package and the notebooks.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.it;
