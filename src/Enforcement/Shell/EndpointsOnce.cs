namespace Enforcement.Shell;

public static class EndpointsOnce
{
    /// <summary>
    /// After the last endpoint is mapped. Routing and the cache of policies each read every source, and a route or a group compiles its endpoints
    /// anew each time it is read: behind one composite they are compiled once.
    /// </summary>
    public static void CompileEndpointsOnce(this IEndpointRouteBuilder app)
    {
        // Pages find the static assets by their source, which stays where it is.
        var compiled = app.DataSources.Where(source => source.GetType().Assembly == typeof(RouteEndpoint).Assembly).ToList();
        foreach (var source in compiled)
            app.DataSources.Remove(source);
        app.DataSources.Add(new CompositeEndpointDataSource(compiled));
    }
}
