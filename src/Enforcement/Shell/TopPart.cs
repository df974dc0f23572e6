namespace Enforcement.Shell;

/// <summary>A component that slices put at the end of the header for whoever is signed in, such as the bell of the inbox.</summary>
public sealed record TopPart(Type Component);
