import { Component, type ReactNode, Suspense } from "react";
import { PartFailed } from "./part-failed.tsx";

/**
 * The place of a lazyPart: what stands there while its script comes, and when the part fails, a notice beside that. The
 * page around it goes on either way.
 *
 * @param onClose where the part lies over the page: puts it away, and the notice, which lies there too, with it
 */
export function Part(props: { fallback?: ReactNode; onClose?: () => void; children: ReactNode }) {
  const { fallback = null, onClose } = props;
  return (
    <PartBoundary
      failed={(error, reset) => (
        <>
          {fallback}
          <PartFailed error={error} reset={reset} {...(onClose ? { onClose } : {})} />
        </>
      )}
    >
      <Suspense fallback={fallback}>{props.children}</Suspense>
    </PartBoundary>
  );
}

interface BoundaryProps {
  failed: (error: unknown, reset: () => void) => ReactNode;
  children: ReactNode;
}

interface BoundaryState {
  caught: { error: unknown } | null;
}

/** React catches errors of drawing in classes only. The router's own boundary would draw the notice anew each time. */
class PartBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { caught: null };

  static getDerivedStateFromError(error: unknown) {
    return { caught: { error } };
  }

  reset = () => this.setState({ caught: null });

  override render() {
    const { caught } = this.state;
    return caught ? this.props.failed(caught.error, this.reset) : this.props.children;
  }
}
