/*
 * Keeps a named section (file mapping) and writes to it as told. It knows nothing of taps.
 *   memory make NAME SIZE [FILE]   makes it, of FILE if one is given
 *   memory reserve NAME SIZE       makes it of pages that are only reserved
 *   memory read NAME               opens one for reading
 *   memory event NAME              makes an event of that name instead
 *   memory private NAME SIZE       makes it so that nobody else may open it
 *   memory readable NAME SIZE      makes it so that others may only read it and ask for its size
 * It prints "ready PID" and then takes lines: "put OFFSET HEX" writes bytes and prints "done"; "commit SIZE" makes
 * reserved pages memory; "fill" writes something into every byte. It ends when its standard input ends.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char *what)
{
    printf("%s error %lu\n", what, GetLastError());
    fflush(stdout);
    return 1;
}

static void put(volatile unsigned char *to, const char *hex)
{
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) *to++ = (unsigned char)byte;
}

int main(int argc, char **argv)
{
    static char line[1 << 16];
    HANDLE section = NULL;
    unsigned char *memory = NULL;
    if (argc < 3) return 2;
    const char *mode = argv[1], *name = argv[2];
    DWORD size = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
    if (!strcmp(mode, "event")) {
        if (!CreateEventA(NULL, FALSE, FALSE, name)) return failed("event");
    } else if (!strcmp(mode, "read")) {
        section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
        if (!section) return failed("open");
        memory = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    } else {
        HANDLE file = INVALID_HANDLE_VALUE;
        DWORD protection = PAGE_READWRITE | (strcmp(mode, "reserve") ? 0 : SEC_RESERVE);
        SECURITY_DESCRIPTOR nobody;
        SECURITY_ATTRIBUTES attributes = {sizeof attributes, &nobody, FALSE};
        ACL none, *acl = &none;
        InitializeAcl(acl, sizeof none, ACL_REVISION);
        InitializeSecurityDescriptor(&nobody, SECURITY_DESCRIPTOR_REVISION);
        SetSecurityDescriptorDacl(&nobody, TRUE, acl, FALSE);
        if (argc > 4) {
            file = CreateFileA(argv[4], GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                OPEN_ALWAYS, 0, NULL);
            if (file == INVALID_HANDLE_VALUE) return failed("file");
        }
        if (!strcmp(mode, "readable")) {
            SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
            PSID everyone;
            AllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0, 0, 0, 0, 0, 0, &everyone);
            acl = (ACL *)calloc(1, 256);
            InitializeAcl(acl, 256, ACL_REVISION);
            AddAccessAllowedAce(acl, ACL_REVISION, SECTION_MAP_READ | SECTION_QUERY, everyone);
            SetSecurityDescriptorDacl(&nobody, TRUE, acl, FALSE);
        }
        section = CreateFileMappingA(file, strcmp(mode, "private") && strcmp(mode, "readable") ? NULL : &attributes, protection, 0, size, name);
        if (!section) return failed("make");
        if (GetLastError() == ERROR_ALREADY_EXISTS) printf("it was there already\n");
        memory = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
        if (!memory) return failed("map");
    }
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        unsigned long number;
        int at = 0;
        if (sscanf(line, "put %lu %n", &number, &at) == 1 && at) {
            put(memory + number, line + at);
        } else if (!strncmp(line, "fill", 4)) {
            unsigned seed = 2463534242u;
            for (DWORD i = 0; i < size; i++) {
                seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
                memory[i] = (unsigned char)seed;
            }
        } else if (sscanf(line, "commit %lu", &number) == 1) {
            if (!VirtualAlloc(memory, number, MEM_COMMIT, PAGE_READWRITE)) return failed("commit");
        }
        printf("done\n");
        fflush(stdout);
    }
    return 0;
}
