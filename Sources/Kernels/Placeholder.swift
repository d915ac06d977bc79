// filled by the module's first file
