// replaced by the transport
