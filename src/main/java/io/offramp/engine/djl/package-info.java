// SPDX-License-Identifier: Apache-2.0
/** What has to be said to DJL before it is used for the first time. */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.djl;
