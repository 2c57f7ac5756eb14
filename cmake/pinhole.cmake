# The build's vocabulary: pin_room (a library), pin_test (its tests), pin_embed (files carried inside a program).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_CXX_FLAGS_DEV "-O2 -g1")
set(CMAKE_C_FLAGS_DEV "-O2 -g1")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Dev)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
endif()

# No fused multiply-add: float kernels must round alike on every host (docs/numerics.md).
add_compile_options(-Wall -Wextra -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives: in std::string (GCC bug 105651), in std::variant (GCC bug 80635), on designated initialisers.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-missing-field-initializers)
endif()
if(PINHOLE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options(-fsanitize=fuzzer-no-link)  # coverage, so that fuzz targets see into the rooms they test
  endif()
endif()

# pin_room(NAME [DEPENDS targets...] [PUBLIC_DEPENDS ...] [EXCLUDE regex]): a library of every .cc below the current
# folder, except tests, benches and sub-folders that are rooms of their own (they have a CMakeLists.txt).
function(pin_room name)
  cmake_parse_arguments(ROOM "" "EXCLUDE" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "*.cc")
  file(GLOB_RECURSE own_rooms CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "*/CMakeLists.txt")
  foreach(room ${own_rooms})
    get_filename_component(folder "${room}" DIRECTORY)
    list(FILTER sources EXCLUDE REGEX "^${folder}/")
  endforeach()
  list(FILTER sources EXCLUDE REGEX "(^|/)(test|bench|main)\\.cc$|(_test|_bench)\\.cc$|(^|/)templates/")
  if(ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${ROOM_EXCLUDE}")
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${ROOM_DEPENDS})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} INTERFACE ${ROOM_DEPENDS})
  endif()
endfunction()

# pin_test(NAME SOURCES... DEPENDS targets... [TIMEOUT s]): one GoogleTest program, every case a CTest case.
function(pin_test name)
  cmake_parse_arguments(T "" "TIMEOUT;LABEL" "SOURCES;DEPENDS" ${ARGN})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 300)
  endif()
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE PINHOLE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PINHOLE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(T_LABEL)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS ${T_LABEL})
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${T_TIMEOUT})
  endif()
endfunction()

# pin_embed(TARGET SYMBOL files...): compiles files into TARGET as `std::span<const pinhole::EmbeddedFile> SYMBOL()`,
# sorted by path relative to the repository root. See base/embedded.h.
function(pin_embed target symbol)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.embedded.cc")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND embed_files "${symbol}" "${out}" "${PROJECT_SOURCE_DIR}" ${ARGN}
    DEPENDS embed_files ${ARGN}
    COMMENT "Embedding ${symbol}")
  target_sources(${target} PRIVATE "${out}")
endfunction()
