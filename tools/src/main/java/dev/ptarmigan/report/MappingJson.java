package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.listing.ExtendedRow;
import dev.ptarmigan.listing.Mapping;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The extended listing for scripts, a mapping an object. Properties that the entries do not have are null. */
public final class MappingJson implements Consumer<ExtendedRow> {
    private final Json json;

    /** Writes objects into the array that was started in the document. */
    public MappingJson(Json json) {
        this.json = json;
    }

    @Override
    public void accept(ExtendedRow row) {
        Mapping mapping = row.mapping();
        json.object()
                .text("start", Hex.word(mapping.range().first()))
                .text("end", Hex.word(mapping.range().end()))
                .number("sizeBytes", mapping.bytes())
                .text("levelName", known(row.levelName()))
                .number("level", mapping.level())
                .text("kind", mapping.kind().toString())
                .number("entries", mapping.entries())
                .text("outputAddress", mapping.hasOutput() ? Hex.address(mapping.outputAddress()) : null)
                .flag("sameOutput", mapping.sameOutput())
                .flag("contiguous", mapping.contiguous())
                .text("privileged", known(row.privileged()))
                .text("unprivileged", known(row.unprivileged()))
                .text("ownPrivileged", known(row.ownPrivileged()))
                .text("ownUnprivileged", known(row.ownUnprivileged()))
                .text("memoryType", known(row.memoryType()))
                .text("shareability", known(row.shareability()));
        number("attributeIndex", row.attributeIndex());
        number("accessFlag", row.accessFlag());
        number("notGlobal", row.notGlobal());
        number("guarded", row.guarded());
        number("dirtyModifier", row.dirtyModifier());
        number("clean", row.clean());
        number("permissionIndex", row.permissionIndex());
        number("overlayIndex", row.overlayIndex());
        number("hardwareAttributes", row.hardwareAttributes());
        number("software", row.software());
        json.text("tables", known(row.tables()))
                .text("word", mapping.attributes().toString())
                .endObject();
    }

    private static @Nullable String known(String text) {
        return text.equals("-") ? null : text;
    }

    private void number(String name, long value) {
        if (value < 0) {
            json.text(name, null);
        } else {
            json.number(name, value);
        }
    }
}
