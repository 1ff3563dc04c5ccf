package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.memory.MemoryRange;

/**
 * The kernel image: where its symbols are, as virtual addresses, and where {@code _text} is in memory. Segments are 64 KiB
 * aligned in every configuration.
 *
 * @param text {@code _text}
 * @param stext {@code _stext}: text proper begins
 * @param etext {@code _etext}, which is {@code __start_rodata}
 * @param initBegin {@code __init_begin}, which is {@code __inittext_begin}; read-only data ends
 * @param initTextEnd {@code __inittext_end}, which is {@code __initdata_begin}
 * @param initEnd {@code __init_end}, which is {@code _data}
 * @param bssStop {@code __bss_stop}
 * @param end {@code _end}
 * @param physicalText physical address of {@code _text}
 */
public record KernelImage(
        long text,
        long stext,
        long etext,
        long initBegin,
        long initTextEnd,
        long initEnd,
        long bssStop,
        long end,
        long physicalText) {
    private static final long SEGMENT_BYTES = 64 << 10;

    /** Checks order and alignment. */
    public KernelImage {
        long[] symbols = {text, stext, etext, initBegin, initTextEnd, initEnd, bssStop, end};
        for (int i = 1; i < symbols.length; i++) {
            if (Long.compareUnsigned(symbols[i - 1], symbols[i]) > 0) {
                throw new IllegalArgumentException("the segments of the image overlap: " + Hex.word(symbols[i - 1])
                        + " comes before " + Hex.word(symbols[i]));
            }
        }
        long together = text | stext | etext | initBegin | initTextEnd | initEnd | physicalText;
        if ((together & SEGMENT_BYTES - 1) != 0) {
            throw new IllegalArgumentException("a segment of the image is not 64 KiB aligned: text=" + Hex.word(text)
                    + ", physicalText=" + Hex.address(physicalText));
        }
    }

    /** An image of about the size of a distribution's kernel: 45 MiB. */
    public static KernelImage usual(long text, long physicalText) {
        return new KernelImage(
                text,
                text + 0x1_0000,
                text + 0x12c_0000,
                text + 0x251_0000,
                text + 0x26a_0000,
                text + 0x28e_0000,
                text + 0x2ee_6000,
                text + 0x2f0_0000,
                physicalText);
    }

    /** {@code __pa_symbol}: the physical address of an address of the image. */
    public long physical(long va) {
        return va - text + physicalText;
    }

    /** {@code kimage_voffset}. */
    public long offset() {
        return text - physicalText;
    }

    /** What the image occupies in memory. */
    public MemoryRange memory() {
        return new MemoryRange(physicalText, end - text);
    }
}
