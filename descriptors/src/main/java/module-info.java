/** What each bit of an arm64 translation table descriptor or system register means. Needs only the JDK. */
module dev.ptarmigan.descriptors {
    requires static transitive org.jspecify;

    exports dev.ptarmigan.bits;
    exports dev.ptarmigan.descriptors;
    exports dev.ptarmigan.faults;
    exports dev.ptarmigan.registers;
}
