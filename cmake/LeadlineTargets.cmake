# One flags target, and the functions that make every library and test of the house.

add_library(leadline_flags INTERFACE)
target_include_directories(leadline_flags INTERFACE ${CMAKE_SOURCE_DIR})
# QT_NO_CONTEXTLESS_CONNECT would be here, but QCoro's headers connect without a context; clazy (connect-3arg-lambda) watches over ours.
target_compile_definitions(leadline_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_KEYWORDS
    QT_DISABLE_DEPRECATED_UP_TO=0x060800
    LEADLINE_VERSION="${PROJECT_VERSION}")
target_compile_options(leadline_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wnull-dereference)
# GCC 14 reports false positives of these two in coroutine frames and inlined Qt containers.
target_compile_options(leadline_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
# Members that are left out of a designated initializer have their defaults: that is what they are for.
target_compile_options(leadline_flags INTERFACE -Wno-missing-field-initializers)
target_link_options(leadline_flags INTERFACE -fuse-ld=mold)
option(LEADLINE_WERROR "Warnings are errors" OFF)
if(LEADLINE_WERROR)
    target_compile_options(leadline_flags INTERFACE -Werror)
endif()

# leadline_library(base LINK Qt6::Core …) makes target leadline_base (alias leadline::base) of all sources in the folder.
# What stands behind LINK is all that the layer may include.
function(leadline_library name)
    cmake_parse_arguments(ARG "" "" "LINK;PRIVATE;SOURCES" ${ARGN})
    if(NOT ARG_SOURCES)
        file(GLOB_RECURSE ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    endif()
    add_library(leadline_${name} STATIC ${ARG_SOURCES})
    add_library(leadline::${name} ALIAS leadline_${name})
    target_link_libraries(leadline_${name} PUBLIC leadline_flags ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
    if(name STREQUAL "base")
        target_precompile_headers(leadline_base PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.h)
    else()
        target_precompile_headers(leadline_${name} REUSE_FROM leadline_base)
    endif()
endfunction()

# leadline_tests(LINK leadline::base …) makes one QTest program of every tst_*.cpp in the folder; other .cpp files are shared by them,
# and compiled once.
function(leadline_tests)
    cmake_parse_arguments(ARG "" "TIMEOUT" "LINK" ${ARGN})
    file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tst_*.cpp)
    file(GLOB shared CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    list(FILTER shared EXCLUDE REGEX "/tst_[^/]*$")
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    string(REPLACE "/" "." prefix "${folder}")
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    string(REPLACE "." "_" common "testcommon_${prefix}")
    if(shared MATCHES "[.]cpp")
        add_library(${common} OBJECT ${shared})
        target_link_libraries(${common} PUBLIC leadline_flags ${ARG_LINK} Qt6::Test)
        target_precompile_headers(${common} REUSE_FROM leadline_base)
        leadline_use_sqlcipher(${common})
    endif()
    foreach(program ${programs})
        get_filename_component(name ${program} NAME_WE)
        string(REGEX REPLACE "^tst_" "" short ${name})
        string(REPLACE "." "_" target "test_${prefix}_${short}")
        add_executable(${target} ${program})
        target_link_libraries(${target} PRIVATE leadline_flags ${ARG_LINK} Qt6::Test $<TARGET_NAME_IF_EXISTS:${common}>)
        target_precompile_headers(${target} REUSE_FROM leadline_base)
        leadline_use_sqlcipher(${target})
        add_test(NAME ${prefix}.${short} COMMAND ${target})
        set_tests_properties(${prefix}.${short} PROPERTIES TIMEOUT ${ARG_TIMEOUT}
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FORCE_STDERR_LOGGING=1;LC_ALL=C.UTF-8;LEADLINE_SOURCE_DIR=${CMAKE_SOURCE_DIR};LEADLINE_BUILD_DIR=${CMAKE_BINARY_DIR}")
    endforeach()
endfunction()

# Qt's own QSQLITE driver resolves sqlite3_* to SQLCipher when the executable links it first: encryption at rest needs no code.
function(leadline_use_sqlcipher target)
    target_link_options(${target} PRIVATE -Wl,--no-as-needed)
    target_link_libraries(${target} PRIVATE PkgConfig::SQLCIPHER)
endfunction()
