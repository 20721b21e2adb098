# SPDX-License-Identifier: MIT
# What `cmake --install` puts where: the library, headers, the program, kefu.pc, kefu-config.cmake,
# the JSON Schemas.
include(CMakePackageConfigHelpers)

set(kefu_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kefu)

install(TARGETS kefu EXPORT kefu-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT library)
install(DIRECTORY include/kefu DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library
  FILES_MATCHING PATTERN "*.h")
install(DIRECTORY docs/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/kefu COMPONENT library
  FILES_MATCHING PATTERN "*.json")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT library)
# The library holds OpenCC's table of traditional characters, whose licence goes with every copy.
install(FILES lib/text/traditional.LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME LICENSE.OpenCC
  COMPONENT library)
# It also holds words of ICU's dictionary.
install(FILES lib/words/words.LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME LICENSE.ICU
  COMPONENT library)

install(EXPORT kefu-targets NAMESPACE kefu:: DESTINATION ${kefu_cmake_dir} COMPONENT library)
configure_package_config_file(cmake/kefu-config.cmake.in
  ${PROJECT_BINARY_DIR}/kefu-config.cmake INSTALL_DESTINATION ${kefu_cmake_dir})
# While the major version is 0, each minor version may break what the one before promised.
set(kefu_compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(kefu_compatibility SameMinorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/kefu-config-version.cmake
  COMPATIBILITY ${kefu_compatibility})
install(FILES ${PROJECT_BINARY_DIR}/kefu-config.cmake ${PROJECT_BINARY_DIR}/kefu-config-version.cmake
  DESTINATION ${kefu_cmake_dir} COMPONENT library)

# From the folder of kefu.pc back to the prefix, so that the installed tree may be moved.
file(RELATIVE_PATH KEFU_PC_PREFIX
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/kefu.pc.in ${PROJECT_BINARY_DIR}/kefu.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kefu.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT library)
