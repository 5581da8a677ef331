/**
 * From bytes to words: what a payload means.
 *
 * <pre>
 *  Decoder ──begin──▶ Session: one conversation
 *                        │  decode(Payload) in the order of the conversation
 *                        ▼
 *                     Decoded: a line, a tree of labelled spans of the payload, named fields
 *
 *  Decoders (all of this program) ──begin──▶ Decoding: asks the sessions until one knows the bytes, and contains them
 * </pre>
 *
 * A {@link dev.ipcscope.agent.decode.Wording} says a mechanism's messages in a sentence where their attributes tell more than
 * their bytes.
 *
 * <p>A decoder is one class with {@code @AutoService(Decoder.class)} and its test. Its bytes come from anywhere: they are
 * cut, wrong and hostile. Pure: no I/O, no threads, no clock.
 */
@NullMarked
package dev.ipcscope.agent.decode;

import org.jspecify.annotations.NullMarked;
